import { darker } from '../colour.ts'
import type { Noun } from '../noun.ts'
import { type Beast, drawBeast } from './beast.ts'
import type { Face } from './face.ts'

const point: Face = { form: 'wedge', ears: 'point', muzzle: 'cheeks', muzzleColour: '#fbf4ea', nose: '#2b2226' }
const round: Face = { form: 'round', ears: 'round', muzzle: 'oval', nose: '#2b2226' }

const beast = (words: string, size: number, home: Noun['home'], spec: Beast, stance: 'sit' | 'stand' = 'sit'): Noun => ({ words, size, home, lives: 'ground', draw: drawBeast(spec, stance) })

/** Animals that face the viewer. */
export const beasts: Readonly<Record<string, Noun>> = {
  fox: beast('fox|vixen|kitsune|foxy', 0.62, 'forest', { coat: '#dd6a24', belly: '#fbf4ea', legColour: '#4a2b22', face: { ...point, inner: '#3c2520' }, head: 24, girth: 25, tail: 'brush', tailTip: '#fdf8f0' }),
  wolf: beast('wolf|husky|coyote|jackal|werewolf', 0.8, 'forest', { coat: '#6f7683', belly: '#e6e8ec', face: { ...point, muzzleColour: '#e9ebee', eye: '#e6c34b' }, head: 23, girth: 26, tail: 'plume' }, 'stand'),
  cat: beast('cat|kitten|kitty|feline|tabby', 0.5, 'room', { coat: '#e09a4f', belly: '#fbf1e2', face: { ...round, ears: 'point', form: 'wide', eye: '#b9d957', nose: '#d9808a', whiskers: true, muzzleColour: '#fbf1e2' }, head: 25, girth: 24, tail: 'thin', marks: 'stripes', markColour: '#b96f2c' }),
  dog: beast('dog|puppy|doggy|hound|corgi|labrador|retriever|beagle|poodle|dachshund|terrier|shiba|dalmatian', 0.6, 'meadow', { coat: '#c58a4e', belly: '#f7ecdb', face: { ...round, ears: 'flop', muzzleColour: '#f9efe0' }, head: 24, girth: 24, tail: 'thin' }),
  bear: beast('bear|grizzly|cub|teddy', 1.1, 'forest', { coat: '#7b5334', belly: '#a27a53', face: { ...round, muzzleColour: '#cfa981' }, head: 24, girth: 33, tail: 'stub' }),
  polarbear: beast('polar bear', 1.1, 'snowfield', { coat: '#f1f2ef', belly: '#ffffff', face: { ...round, muzzleColour: '#ffffff', inner: '#d9cfc9' }, head: 23, girth: 33, tail: 'stub' }),
  panda: beast('panda', 1, 'jungle', { coat: '#f6f4ee', belly: '#fbfaf6', legColour: '#26252b', socks: '#26252b', face: { ...round, earColour: '#26252b', inner: '#3b3940', patches: '#26252b', muzzleColour: '#fffdf8' }, head: 26, girth: 33, tail: 'stub' }),
  koala: beast('koala', 0.55, 'forest', { coat: '#99a0ab', belly: '#dfe2e6', face: { ...round, form: 'wide', inner: '#e9d3d6', muzzle: 'none' }, head: 26, girth: 25, tail: 'none' }),
  rabbit: beast('rabbit|bunny|hare', 0.4, 'meadow', { coat: '#cbb199', belly: '#f8f2ea', face: { ...round, ears: 'long', nose: '#d98e92', muzzleColour: '#faf5ee', whiskers: true, inner: '#f0bcb8' }, head: 20, girth: 22, tail: 'puff' }),
  lion: beast('lion|lioness', 1.05, 'desert', { coat: '#dba653', belly: '#f0d79f', face: { ...round, mane: '#9c5722', muzzleColour: '#f5e3bb' }, head: 22, girth: 28, tail: 'tuft', tailTip: '#7c431b' }),
  tiger: beast('tiger|tigress', 1, 'jungle', { coat: '#e88a2a', belly: '#fbf3e4', face: { ...round, form: 'wide', stripes: '#2a2024', muzzleColour: '#fdf6ea', eye: '#dcc75a', whiskers: true, nose: '#c9746e' }, head: 25, girth: 28, tail: 'thin', marks: 'stripes', markColour: '#2a2024' }),
  leopard: beast('leopard|cheetah|jaguar|lynx', 0.9, 'desert', { coat: '#e3b25c', belly: '#faf0da', face: { ...round, muzzleColour: '#fbf2df', eye: '#bfd06a', whiskers: true }, head: 22, girth: 25, tail: 'thin', marks: 'spots', markColour: '#4a3322' }, 'stand'),
  panther: beast('panther|puma', 0.95, 'jungle', { coat: '#2b2b35', belly: '#3a3a46', face: { ...round, muzzleColour: '#3f3f4b', eye: '#d6d04f' }, head: 22, girth: 26, tail: 'thin' }, 'stand'),
  monkey: beast('monkey|ape|chimp|chimpanzee|gorilla|orangutan|baboon', 0.7, 'jungle', { coat: '#7a5236', belly: '#d9b38b', face: { ...round, ears: 'round', muzzle: 'full', muzzleColour: '#e3bd96', inner: '#e3bd96', nose: '#5b3a28' }, head: 24, girth: 23, tail: 'thin' }),
  mouse: beast('mouse|rat|hamster|guinea pig|gerbil', 0.26, 'meadow', { coat: '#a79d97', belly: '#efe8e2', face: { ...round, form: 'wedge', ears: 'round', muzzle: 'oval', inner: '#f0bfc0', nose: '#e58a94', whiskers: true, muzzleColour: '#e9e0da' }, head: 26, girth: 23, tail: 'thin' }),
  squirrel: beast('squirrel|chipmunk', 0.34, 'forest', { coat: '#b7622c', belly: '#f9ecd9', face: { ...round, ears: 'point', muzzleColour: '#f8ead6' }, head: 22, girth: 21, tail: 'plume' }),
  raccoon: beast('raccoon|badger|red panda', 0.5, 'forest', { coat: '#858790', belly: '#c9cad0', legColour: '#3b3b43', face: { ...round, form: 'wedge', ears: 'round', patches: '#2d2c33', muzzleColour: '#f2f1ee' }, head: 25, girth: 26, tail: 'brush', tailTip: '#2d2c33' }),
  hedgehog: beast('hedgehog|porcupine', 0.3, 'forest', { coat: '#caa680', belly: '#eeddc6', face: { ...round, form: 'wedge', muzzle: 'oval', muzzleColour: '#eddcc3', mane: '#6b4a35' }, head: 23, girth: 27, tail: 'none', marks: 'spines', markColour: '#5d4030' }),
  pig: beast('pig|piglet|boar|hog', 0.65, 'farm', { coat: '#f0a5ac', belly: '#f7c3c5', face: { ...round, form: 'wide', ears: 'point', muzzle: 'snout', nose: '#8d4a55', inner: '#e58591' }, head: 24, girth: 29, tail: 'curl', legs: 0.7 }, 'stand'),
  sheep: beast('sheep|lamb|ewe|ram', 0.7, 'farm', { coat: '#f4efe4', belly: '#f4efe4', legColour: '#3c3636', socks: '#3c3636', face: { ...round, form: 'long', ears: 'side', muzzle: 'none', nose: '#20191b', skin: '#4a4343', eye: '#f4efe4' }, head: 19, girth: 28, tail: 'stub', marks: 'wool' }, 'stand'),
  otter: beast('otter|beaver|seal|walrus|platypus|weasel|ferret', 0.55, 'river', { coat: '#6d4c37', belly: '#c7a583', face: { ...round, form: 'wide', muzzleColour: '#d7b896', whiskers: true }, head: 22, girth: 23, tail: 'thin' }),
  kangaroo: beast('kangaroo|wallaby', 1, 'desert', { coat: '#b9814f', belly: '#ecd4b4', face: { ...point, form: 'long', ears: 'long', muzzle: 'oval', muzzleColour: '#e9d2b2' }, head: 15, girth: 25, tail: 'thin' }),
  sloth: beast('sloth|anteater|tapir', 0.6, 'jungle', { coat: '#9a8468', belly: '#cdbb9c', face: { ...round, ears: 'none', muzzle: 'full', muzzleColour: '#e6d9bf', patches: darker('#9a8468', 0.4) }, head: 24, girth: 25, tail: 'none' }),
}
