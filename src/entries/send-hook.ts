/** The same program as hook.ts, with all that a send needs inside: only its startup snapshot is used. */
import { sendHooks } from '../hook/run';
import { start } from '../hook/start';
import { warmUpSend } from '../hook/warm-up-send';
import * as send from './send';

sendHooks.loaded = send;
start(warmUpSend);
