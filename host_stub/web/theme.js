// Runs before the first paint, so that a chosen theme never flashes. A classic script: modules run later.
(() => {
  try {
    const theme = localStorage.getItem('autoheal.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    /* storage is off: the system's theme it is */
  }
})();
