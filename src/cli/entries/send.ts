/** The program of the hooks that a send waits for. */
import { prePublishSendEmail } from '../../hooks/pre-publish-send-email';
import { runnerOf } from '../../hooks/run';
import { sendemailValidate } from '../../hooks/sendemail-validate';

export const run = runnerOf({
  'sendemail-validate': sendemailValidate,
  'pre-publish-send-email': prePublishSendEmail,
});
