import { run } from '@org/wajs';

run(async (request) => {
  const { searchParams } = new URL(request.url);
  return new Response(`Hello, ${searchParams.get('name') ?? 'world'}!\n`);
});
