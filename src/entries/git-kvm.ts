#!/usr/bin/env node
/** The command line: `git kvm …`. */
process.stdout.write('git-kvm\n');
