/** The sendemail-validate hook, loaded when mail is about to leave. */

export { prePublishSendEmail } from '../hook/pre-publish-send-email';
export { sendemailValidate } from '../hook/sendemail-validate';
