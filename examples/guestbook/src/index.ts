import { run } from '@org/wajs';
import { toResponse } from './problem.js';
import { route } from './routes.js';

run(async (request, context) => {
  try {
    return await route(request, context);
  } catch (error) {
    return toResponse(error);
  }
});
