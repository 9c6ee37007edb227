// In a frame of Airflow the page takes over the colours chosen there; alone it follows the system.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
} catch (error) {
  // A frame without access to storage: the system's colours are right.
}
