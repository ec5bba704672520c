import { run } from '@org/wajs';

run(async (request) => {
  const name = new URL(request.url).searchParams.get('name') ?? 'world';
  return new Response(`Hello, ${name}!\n`);
});
