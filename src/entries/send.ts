/** The program of the hooks that a send waits for. */
import { prePublishSendEmail } from '../hook/pre-publish-send-email';
import { runnerOf } from '../hook/run';
import { sendemailValidate } from '../hook/sendemail-validate';

export const run = runnerOf({
  'sendemail-validate': sendemailValidate,
  'pre-publish-send-email': prePublishSendEmail,
});
