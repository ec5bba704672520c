import { Context, Request, Response } from '@org/assemblyscript-sdk';
import { route } from './routes';

export function handle(request: Request, _context: Context): Response {
  return route(request);
}
