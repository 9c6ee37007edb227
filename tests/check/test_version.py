"""The number of our rules stands for what they are: a rule cannot change unseen."""

from pipeline import clean
from pipeline.flows.version import MANIFEST_DIGESTS, PIPELINE_VERSION, manifest, manifest_digest


def test_the_number_stands_for_the_manifest():
    known = MANIFEST_DIGESTS.get(PIPELINE_VERSION)
    assert known == manifest_digest(), (
        f"The manifest changed and has the digest '{manifest_digest()}'. Raise PIPELINE_VERSION by "
        f"one and enter it in MANIFEST_DIGESTS (pipeline/flows/version.py). It is now: {manifest()}"
    )


def test_numbers_rise_by_one_and_digests_differ():
    assert list(MANIFEST_DIGESTS) == list(range(1, PIPELINE_VERSION + 1))
    assert len(set(MANIFEST_DIGESTS.values())) == len(MANIFEST_DIGESTS)


def test_a_rule_that_changes_changes_the_digest(monkeypatch):
    before = manifest_digest()
    monkeypatch.setattr(clean, "versions", lambda: {"read_more": 99})
    assert manifest_digest() != before
