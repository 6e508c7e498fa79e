/** The sendemail-validate hook, loaded when mail is about to leave. */
export { sendemailValidate } from '../hook/sendemail-validate';
