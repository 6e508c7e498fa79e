/** Loaded when a mail needs it: most are plain text in UTF-8. */
export function mimeLibrary(): typeof import('../entries/mime') {
  return require('../entries/mime') as typeof import('../entries/mime');
}
