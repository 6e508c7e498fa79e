/** What a send needs beyond a commit, loaded late by a hook that runs from its file. */
export { prePublishSendEmail } from '../hook/pre-publish-send-email';
export { sendemailValidate } from '../hook/sendemail-validate';
