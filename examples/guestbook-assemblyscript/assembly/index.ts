import { Request, Response } from '@org/assemblyscript-sdk';
import { route } from './routes';

export function handle(request: Request): Response {
  return route(request);
}
