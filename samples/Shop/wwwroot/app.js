// Everything that comes from people or the catalogue goes onto the page as text, never as markup.
const tasks = [
  ['reranking', 'Choose among given films', 'T3, ten candidates in one prompt'],
  ['matching', 'Name a film that fits', 'T2, the likeliest of a hundred titles'],
  ['pointwise', 'Yes or no, film by film', 'T0, twenty candidates'],
  ['pairwise', 'One against another', 'T1, every pair of six, both ways round'],
];
const byId = id => document.getElementById(id);
const sides = [];
let running;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

async function api(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (fault) {
    if (fault.name === 'AbortError') throw fault;
    throw new Error('The shop does not answer. Is it still running?');
  }
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  const said = [body?.title, body?.detail].filter(Boolean).join(': ');
  throw new Error(said || `The shop answered ${response.status}.`);
}

const plain = value => (value < 0 ? '−' : '') + Math.abs(value).toFixed(2);
const signed = value => (value < 0 ? '' : '+') + plain(value);

function createSide(index) {
  const box = byId('instruction').content.firstElementChild.cloneNode(true);
  const letter = 'AB'[index];
  const fields = {};
  box.querySelectorAll('[data-name]').forEach(field => {
    field.id = `${field.dataset.name}-${letter}`;
    fields[field.dataset.name] = field;
    box.querySelector(`[data-for=${field.dataset.name}]`).htmlFor = field.id;
  });
  const choices = box.querySelector('.tasks');
  tasks.forEach(([value, name, about], at) => {
    const label = element('label', 'task');
    const radio = element('input');
    Object.assign(radio, { type: 'radio', name: `task-${letter}`, value, checked: at === 0 });
    const words = element('span', '', `${name} `);
    words.append(element('span', '', about));
    label.append(radio, words);
    choices.append(label);
  });
  const side = { letter, box, fields, task: () => choices.querySelector(':checked') };
  fields.person.addEventListener('change', () => showHistory(side));
  // Enter sends, as in a search field; Shift+Enter makes a new line.
  fields.wish.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId('ask').requestSubmit();
    }
  });
  sides.push(side);
  byId('instructions').append(box);
  return side;
}

async function showHistory(side) {
  const box = side.box.querySelector('.history');
  const person = side.fields.person.value;
  box.hidden = !person;
  if (!person) return;
  const list = box.querySelector('ol');
  const summary = box.querySelector('summary');
  try {
    const watched = await api(`api/people/${encodeURIComponent(person)}/history?count=10`);
    if (side.fields.person.value !== person) return;
    summary.textContent = `${watched.count} films watched; the last ${watched.films.length}`;
    list.replaceChildren(...watched.films.map(film => element('li', '', film.title)));
  } catch (fault) {
    summary.textContent = fault.message;
    list.replaceChildren();
  }
}

function setCompare(on) {
  byId('compare').setAttribute('aria-pressed', on);
  byId('ask').classList.toggle('both', on);
  byId('instructions').classList.toggle('two', on);
  byId('answers').classList.toggle('two', on);
  sides[1].box.hidden = !on;
  sides[0].box.querySelector('legend').textContent = on ? 'First instruction' : 'Instruction';
  byId('answers').replaceChildren();
  byId('status').textContent = on ? 'Two instructions; both are ranked together.' : '';
  if (on) {
    // The second begins as the first, so that one difference is one change.
    for (const name of Object.keys(sides[0].fields)) sides[1].fields[name].value = sides[0].fields[name].value;
    sides[1].box.querySelector(`[value=${sides[0].task().value}]`).checked = true;
    showHistory(sides[1]);
    sides[1].fields.wish.focus();
  }
}

function heading(side) {
  const { person, wish, genre } = side.fields;
  const who = person.value ? `Person ${person.value}` : 'Nobody in particular';
  const words = wish.value.trim();
  const what = words ? `“${words.length > 80 ? `${words.slice(0, 80)}…` : words}”` : genre.value ? genre.value : 'no wish';
  return `${who}, ${what}`;
}

async function ask(side, signal) {
  return api('api/rank', {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      person: side.fields.person.value || null,
      wish: side.fields.wish.value || null,
      genre: side.fields.genre.value || null,
      task: side.task().value,
    }),
  });
}

function filmRow(film, low, high, elsewhere) {
  const row = element('li');
  const line = element('div', 'line');
  const title = element('span', 'title');
  title.append(element('span', 'place', `${film.rank}. `), film.title);
  const number = element('span', 'number', plain(film.score));
  number.prepend(element('span', 'unseen', 'score '));
  line.append(title, number);
  const track = element('div', 'track');
  track.setAttribute('aria-hidden', 'true');
  const bar = element('div', 'bar');
  // Not a style attribute, which the page's policy forbids.
  bar.style.width = `${high > low ? 4 + 96 * (film.score - low) / (high - low) : 100}%`;
  track.append(bar);
  const parts = [
    film.genres.join(', '),
    film.prior || film.popularity || film.retrieval ? `likelihood ${signed(film.likelihood)}, prior ${signed(film.prior)}, popularity ${signed(film.popularity)}, retrieval ${signed(film.retrieval)}` : '',
    `probability ${(100 * film.probability).toFixed(1)} %`,
  ];
  if (elsewhere) parts.push(elsewhere);
  row.append(line, track, element('div', 'parts', parts.filter(Boolean).join(' · ')));
  return row;
}

function showAnswer(side, reply, other) {
  const box = side.answer;
  const result = box.querySelector('.result');
  const place = film => other?.films.find(f => f.id === film.id)?.rank;
  const scores = reply.films.map(film => film.score);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const set = (selector, text) => { result.querySelector(selector).textContent = text; };
  set('.facts', reply.films.length ? `${reply.films.length} films by ${reply.strategy}` : 'Nothing new was found.');
  result.querySelector('.films').replaceChildren(...reply.films.map(film => filmRow(
    film, low, high, other && (place(film) ? `number ${place(film)} in the other list` : 'not in the other list'))));
  set('.legend', `Bars run from the lowest score shown to the highest; a score is the sum of its parts. Probability is within the films scored together${reply.isCalibrated ? '' : ', not calibrated'}.`);
  const [first, ...rest] = reply.prompts;
  set('.template', first ? `Template ${first.template} (${first.key}), ${first.tokens} tokens` : 'The model read no text.');
  const quote = result.querySelector('.prompt');
  quote.hidden = !first;
  quote.textContent = first?.text ?? '';
  const missing = result.querySelector('.missing');
  missing.hidden = !first?.missing;
  missing.textContent = first?.missing ? `Not in the text: ${first.missing}.` : '';
  const more = result.querySelector('.prompts');
  more.hidden = rest.length === 0;
  more.querySelector('summary').textContent = `${rest.length} more texts that the model read before`;
  more.replaceChildren(more.querySelector('summary'), ...rest.map(prompt => element('blockquote', 'prompt', prompt.text)));
  result.querySelector('.timings').replaceChildren(...[
    ['Writing the text', reply.timings.format], ['Waiting', reply.timings.queue], ['Encoder', reply.timings.encode],
    ['Scoring', reply.timings.score], ['All, with candidates', reply.timings.whole],
  ].flatMap(([name, time]) => [element('dt', '', name), element('dd', '', `${time.toFixed(1)} ms`)]));
  result.hidden = false;
}

function showError(side, message) {
  const error = side.answer.querySelector('.error');
  error.textContent = message;
  error.hidden = false;
}

async function rank() {
  running?.abort();
  const mine = running = new AbortController();
  const asked = sides.filter(side => !side.box.hidden);
  const answers = byId('answers');
  answers.setAttribute('aria-busy', 'true');
  byId('status').textContent = 'Ranking…';
  const settled = await Promise.allSettled(asked.map(side => ask(side, mine.signal)));
  if (running !== mine) return;
  answers.replaceChildren(...asked.map(side => {
    side.answer = byId('answer').content.firstElementChild.cloneNode(true);
    side.answer.querySelector('h2').textContent = heading(side);
    return side.answer;
  }));
  const replies = settled.map(s => s.value);
  asked.forEach((side, i) => settled[i].status === 'fulfilled'
    ? showAnswer(side, replies[i], replies[1 - i])
    : showError(side, settled[i].reason.message));
  answers.setAttribute('aria-busy', 'false');
  const done = replies.filter(Boolean);
  byId('status').textContent = done.length === 0
    ? 'No ranking: see the message below.'
    : `Ranked ${done.map(r => r.films.length).join(' and ')} films in ${Math.round(Math.max(...done.map(r => r.timings.whole)))} ms.`;
}

function fill(name, values, text) {
  for (const side of sides) side.fields[name].append(...values.map(value => Object.assign(element('option', '', text(value)), { value })));
}

createSide(0);
createSide(1).box.querySelector('legend').textContent = 'Second instruction';
setCompare(false);
byId('compare').addEventListener('click', () => setCompare(sides[1].box.hidden));
byId('ask').addEventListener('submit', event => {
  event.preventDefault();
  rank();
});
try {
  const [people, genres] = await Promise.all([api('api/people?count=1000'), api('api/genres')]);
  fill('person', people.values, person => `Person ${person}`);
  fill('genre', genres, genre => genre);
} catch (fault) {
  byId('status').textContent = fault.message;
}
document.documentElement.dataset.ready = 'true';
