#!/usr/bin/env node
// Is there before the package is built, so that npm can link the command at installation.
import '../dist/cli/main.js';
