// Runs before the first paint, so that a dark screen never flashes white. A plain script: modules come too late.
(() => {
  try {
    const theme = localStorage.getItem('gmqtt.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is forbidden: the system's theme it is.
  }
})();
