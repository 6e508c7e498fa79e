#!/usr/bin/env node
/** The command line: `git kvm …`. */
import { main } from '../main';

void main(process.argv);
