/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  // The browser has its own reservation on the contents once the download has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
