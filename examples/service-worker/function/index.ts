import { kv, log, run } from '@org/wajs';

const notes = kv.open('notes');
const longest = 200;

run(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname !== '/api/notes') return new Response('not found', { status: 404 });
  if (request.method === 'GET') return Response.json(await readNotes());
  const text = (await request.text()).trim();
  if (text === '' || text.length > longest) {
    return new Response(`a note has 1 to ${longest} characters`, { status: 400 });
  }
  await notes.put(`${Date.now()}-${crypto.randomUUID()}`, text);
  log.info('noted', { length: text.length });
  return Response.json(await readNotes(), { status: 201 });
});

async function readNotes(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { key } of notes.list()) texts.push((await notes.get(key, 'text')) ?? '');
  return texts;
}
