/** Loaded when a mail needs it: most are plain text in UTF-8. */
export function mimeLibrary(): typeof import('./mime-library') {
  return require('./mime-library') as typeof import('./mime-library');
}
