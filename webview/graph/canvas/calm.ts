/** True when nothing should move by itself: the system or VS Code asks for reduced motion. */
export function calm(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
