// Runs before the page is painted: says that scripts run, and puts on the theme that was chosen here before.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("bulkcopy-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* Storage may be forbidden; the system's theme it is. */ }
})();
