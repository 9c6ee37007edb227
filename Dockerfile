# The image of every Airflow component in docker-compose.yaml.
FROM python:3.11-slim-bookworm

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/copydesk/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/copydesk/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    COPYDESK_HOME=/var/lib/copydesk \
    COPYDESK_ARCHIVE=/var/lib/copydesk/archive

WORKDIR /opt/copydesk

# The locked packages first: they change less often than the code.
COPY requirements/compose.txt requirements/compose.txt
RUN pip install --require-hashes -r requirements/compose.txt

COPY pyproject.toml LICENSE ./
COPY pipeline pipeline
COPY dags dags
COPY plugins plugins
COPY migrations migrations
RUN pip install --no-deps --no-build-isolation --no-index --editable .

# 50000 is the id that Airflow's own images use. Named volumes take over these owners.
RUN useradd --uid 50000 --gid 0 --create-home airflow \
    && mkdir -p /opt/airflow/logs /var/lib/copydesk/archive \
    && chown -R airflow:0 /opt/airflow /var/lib/copydesk \
    && chmod -R a+rX /opt/copydesk
USER airflow

ENTRYPOINT ["airflow"]
CMD ["version"]
