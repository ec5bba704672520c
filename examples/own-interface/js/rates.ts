// A function that passes the host's rates on to other functions.
import { serveRpc } from '@org/wajs';
import { createRatesServer } from './gen/rates-server.js';
import { latest } from './gen/rates.js';

serveRpc(createRatesServer({ latest }));
