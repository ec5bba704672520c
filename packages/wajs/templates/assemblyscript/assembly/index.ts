import { Context, Request, Response, URL } from '@org/assemblyscript-sdk';

export function handle(request: Request, context: Context): Response {
  const name = new URL(request.url).searchParams.get('name');
  return Response.text('Hello, ' + (name === null ? 'world' : name) + '!\n');
}
