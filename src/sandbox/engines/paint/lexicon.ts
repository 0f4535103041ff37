import { namedColours } from './colour.ts'
import { nouns } from './nouns.ts'
import type { Act, Hour, Link, Place, Season, Sight, Style, Weather, Worn } from './scene.ts'
import { type Phrases, phrases } from './words.ts'

/** What a word or phrase can mean to the painter. */
export type Meaning =
  | { readonly type: 'noun'; readonly name: string }
  | { readonly type: 'place'; readonly place: Place }
  | { readonly type: 'hour'; readonly hour: Hour; readonly sight?: Sight }
  | { readonly type: 'weather'; readonly weather: Weather }
  | { readonly type: 'season'; readonly season: Season }
  | { readonly type: 'sight'; readonly sight: Sight; readonly hour?: Hour }
  | { readonly type: 'style'; readonly style: Style }
  | { readonly type: 'colour'; readonly colour: string }
  | { readonly type: 'count'; readonly count: number }
  | { readonly type: 'scale'; readonly scale: number }
  | { readonly type: 'act'; readonly act: Act }
  | { readonly type: 'link'; readonly how: Link }
  | { readonly type: 'wearing' | 'and' | 'article' | 'name' | 'filler' }

const places: Readonly<Record<Place, string>> = {
  meadow:
    'meadow|field|grass|grassland|prairie|hill|hills|pasture|lawn|valley|park|countryside|plain|savanna|flower field|field of flowers|wildflower meadow|golf course',
  forest: 'forest|wood|woods|woodland|grove|taiga|pine forest|enchanted forest|clearing',
  jungle: 'jungle|rainforest|rain forest|bamboo forest|bamboo|tropics',
  mountains:
    'mountain|mountains|landscape|nature|scenery|alp|alps|peak|summit|cliff|mountain range|himalaya|mount fuji|fuji|hillside|glacier|fjord',
  desert: 'desert|dune|dunes|sahara|savannah|steppe|wasteland|oasis|sandstorm',
  beach: 'beach|shore|seaside|coast|coastline|seashore|sandy beach',
  sea: 'sea|ocean|open sea|high sea|atlantic|pacific',
  lake: 'lake|pond|lagoon|reservoir|pool|water|bathtub|swimming pool',
  river: 'river|stream|creek|brook|canal|canals|venice|riverbank',
  underwater:
    'underwater|under water|under the sea|under the ocean|deep sea|ocean floor|seabed|coral reef|aquarium|beneath the sea|beneath the waves|below the surface|bottom of the sea|bottom of the ocean|atlantis|fishbowl|fish bowl|glass bowl|bowl of water|fish tank',
  snowfield:
    'snowfield|arctic|antarctica|antarctic|north pole|south pole|tundra|ice|iceberg|ice floe|ski slope|winter wonderland|snowy landscape',
  garden: 'garden|backyard|courtyard|greenhouse|orchard|zen garden|botanical garden|vineyard|rose garden|flower garden|flowerbed',
  farm: 'farm|farmland|barnyard|ranch|wheat field|corn field|cornfield|rice field|crop',
  city: 'city|cityscape|skyline|town|metropolis|downtown|new york|tokyo|london|paris|manhattan|urban|hong kong|futuristic city|utopia',
  street:
    'street|alley|alleyway|sidewalk|pavement|avenue|city street|market|crosswalk|times square|plaza|bus stop|marketplace|bazaar|shop window',
  rooftop: 'rooftop|roof|roofs|tiled roof|balcony|chimney',
  village: 'village|hamlet|japanese village|fishing village|medieval town|settlement|shire',
  road: 'road|highway|freeway|country road|route|racetrack|race track|track|path|trail',
  harbour: 'harbour|harbor|port|dock|pier|marina|quay|jetty|wharf',
  room: 'room|living room|bedroom|house interior|interior|indoors|office|cafe|coffee shop|restaurant|classroom|bar|hotel|attic|museum|gallery|laboratory|lab|workshop|cozy room|hospital|gym|diner|pub|saloon|salon|spa|lobby|home office',
  library: 'library|bookshop|bookstore|study|old library|archive',
  kitchen: 'kitchen|in a bakery|in the bakery|inside a bakery|pantry',
  studio: 'studio|plain background|white background|simple background|still life|tabletop|pedestal|podium',
  space: 'space|outer space|galaxy|cosmos|universe|nebula|milky way|orbit|deep space|solar system|black hole|interstellar',
  moon: 'moon surface|lunar surface|lunar landscape|on the moon|surface of the moon|on moon',
  mars: 'mars|red planet|alien planet|alien world|alien landscape|surface of mars|on mars|on a planet|on an alien planet',
  sky: 'sky|in the sky|above the clouds|in the clouds|over the clouds|through the clouds|heaven|sea of clouds|on a cloud',
  island: 'island|tropical island|desert island|atoll|hawaii',
  cave: 'cave|cavern|grotto|dungeon|mine|lair|tunnel',
  volcano: 'volcano|lava|eruption|volcanic|magma|erupting volcano',
  waterfall: 'waterfall|cascade|falls',
  canyon: 'canyon|grand canyon|gorge|ravine|mesa|badlands|wild west',
  swamp: 'swamp|marsh|bog|wetland|bayou|mangrove',
  stage: 'stage|theater|theatre|concert|ballroom|circus|disco|nightclub|arena|stadium|opera',
}
const hours: readonly (readonly [Meaning, string])[] = [
  [{ type: 'hour', hour: 'day' }, 'day|daytime|noon|midday|afternoon|daylight|sunny day'],
  [{ type: 'hour', hour: 'dawn' }, 'dawn|sunrise|morning|daybreak|early morning|first light|misty morning'],
  [
    { type: 'hour', hour: 'sunset' },
    'sunset|dusk|evening|twilight|golden hour|sundown|setting sun|blue hour|gloaming|golden light',
  ],
  [{ type: 'hour', hour: 'night' }, 'night|midnight|nighttime|nocturnal|dark night|night time|darkness|starless'],
  [
    { type: 'hour', hour: 'night', sight: 'stars' },
    'starry night|night sky|starry sky|under the stars|star filled sky|sky full of stars|starry|starlit',
  ],
  [{ type: 'hour', hour: 'night', sight: 'moon' }, 'moonlight|moonlit|by moonlight|moonlit night'],
]
const sights: readonly (readonly [Meaning, string])[] = [
  [
    { type: 'sight', sight: 'moon', hour: 'night' },
    'moon|full moon|crescent moon|blood moon|under the moon|under a full moon|over the moon|harvest moon',
  ],
  [{ type: 'sight', sight: 'stars', hour: 'night' }, 'star|starlight|constellation'],
  [{ type: 'sight', sight: 'aurora', hour: 'night' }, 'aurora|aurora borealis|northern light|northern lights|polar light'],
  [{ type: 'sight', sight: 'rainbow' }, 'rainbow'],
  [{ type: 'sight', sight: 'fireworks', hour: 'night' }, 'firework|fireworks|new year'],
  [{ type: 'sight', sight: 'sun' }, 'sun|sunlight|sunshine|sunbeam|sun ray|light rays|god rays'],
  [{ type: 'sight', sight: 'petals' }, 'petal|falling petals|cherry blossom|cherry blossoms|blossoms|confetti'],
  [{ type: 'sight', sight: 'leaves' }, 'falling leaves|autumn leaves|fall leaves|red leaves|colorful leaves'],
  [{ type: 'sight', sight: 'waves' }, 'wave|great wave|big wave|giant wave|tsunami|surf|rough sea'],
  [{ type: 'sight', sight: 'bubbles' }, 'bubble|soap bubble'],
  [
    { type: 'sight', sight: 'fireflies' },
    'firefly|fireflies|magical light|sparkle|glowing lights|fairy lights|magic|magical|enchanted',
  ],
  [{ type: 'sight', sight: 'birds' }, 'flock of birds|birds in the sky|flying birds'],
  [{ type: 'sight', sight: 'embers' }, 'ember|spark|ash'],
]
const weathers: Readonly<Record<Weather, string>> = {
  snow: 'snow|snowy|snowing|snowfall|snowflake|snowstorm|blizzard|frost|frosty|snow covered|falling snow',
  rain: 'rain|rainy|raining|rainfall|drizzle|shower|monsoon|puddle|wet|downpour',
  fog: 'fog|foggy|mist|misty|haze|hazy|smoky|smog',
  storm: 'storm|stormy|thunderstorm|thunder|lightning|tempest|hurricane|thunderbolt|tornado',
  wind: 'wind|windy|breeze|gale|breezy',
  clouds: 'cloudy|overcast|clouds|gloomy|grey sky',
  clear: 'clear|sunny|cloudless|bright day|clear sky|blue sky',
}
const seasons: Readonly<Record<Season, string>> = {
  spring: 'spring|springtime|easter',
  summer: 'summer|summertime|summery',
  autumn: 'autumn|fall|autumnal|halloween|october|fall colors',
  winter: 'winter|wintry|icy|christmas|december|frozen',
}
const styles: Readonly<Record<Style, string>> = {
  watercolour: 'watercolor|watercolour|aquarelle|watercolor painting|watercolour painting|wash painting',
  oil: 'oil painting|oil|oil on canvas|impressionist|impressionism|van gogh|monet|impasto|acrylic|painterly|expressionist|renaissance|rembrandt|brush strokes|brushstroke|baroque',
  pixel: 'pixel art|pixel|pixelated|8 bit|8bit|16 bit|16bit|retro game|minecraft|voxel|snes|nes',
  sketch:
    'sketch|pencil|pencil drawing|pencil sketch|drawing|charcoal|graphite|hand drawn|crayon|doodle|colouring page|coloring page|etching|engraving',
  ink: 'ink|line art|line drawing|lineart|ink drawing|pen and ink|calligraphy|sumi e|linocut|woodcut|black ink|tattoo',
  neon: 'neon|cyberpunk|synthwave|vaporwave|blade runner|neon light|retrowave|outrun|tron|glowing neon',
  flat: 'flat|minimalist|minimal|minimalistic|vector|flat design|simple|icon|logo|sticker|vector art|flat illustration|clean|geometric|bauhaus|scandinavian',
  glass: 'stained glass|stained glass window',
  mono: 'black and white photo|black and white photograph|monochrome|grayscale|greyscale|noir|film noir|in black and white|b w|ansel adams',
  vintage: 'vintage|sepia|retro|old photo|polaroid|antique|nostalgic|1920s|1950s|steampunk|old fashioned|daguerreotype',
  papercut: 'paper cut|papercut|paper cutout|paper craft|papercraft|paper art|origami|layered paper|cut paper|collage|felt',
  lowpoly: 'low poly|lowpoly|polygonal|polygon',
  blueprint: 'blueprint|technical drawing|schematic|cyanotype',
  popart: 'pop art|andy warhol|warhol|lichtenstein|halftone|screen print',
  ukiyoe: 'ukiyo e|ukiyoe|hokusai|japanese woodblock|woodblock print|woodblock|japanese print|hiroshige',
  pastel: 'pastel|pastels|soft colors|soft colours|pastel colors|pastel colours|kawaii|gouache|cute style',
  comic:
    'comic|cartoon|comic book|anime|manga|disney|pixar|ghibli|studio ghibli|graphic novel|marvel|children book|storybook|picture book|childrens book illustration',
  mosaic: 'mosaic|tile|tiles|pointillism|pointillist|lego|beads|cross stitch|embroidery',
  dark: 'dark|spooky|gothic|horror|scary|creepy|eerie|moody|haunted|sinister|ominous|dark fantasy',
  bright: 'bright|vibrant|vivid|colorful|colourful|saturated|psychedelic|lush',
  dreamy: 'dreamy|ethereal|surreal|fantasy|whimsical|mystical|dreamlike|soft focus|bokeh|salvador dali',
  photo:
    'photo|photograph|photorealistic|realistic|cinematic|photography|35mm|dslr|macro|film still|portrait photo|hyperrealistic',
}
const counts: Readonly<Record<number, string>> = {
  1: 'one|single|lone|lonely|solitary',
  2: 'two|couple|couple of|pair|pair of|2|twin|both',
  3: 'three|3|trio|trio of|several|few|some|three little',
  4: 'four|4',
  5: 'five|5|group of|family of|group|bunch of|pack of',
  6: 'six|6|many',
  7: 'seven|7|flock of|flock|school of|herd of|crowd of|lots of|fleet of|swarm of',
  8: 'eight|8',
  9: 'nine|9',
  10: 'ten|10|dozens of|hundreds of',
  12: 'twelve|dozen|a dozen|12',
}
const scales: readonly (readonly [number, string])[] = [
  [0.55, 'tiny|miniature|mini|minuscule|microscopic'],
  [0.72, 'small|little|distant|petite|baby'],
  [1.25, 'big|large|tall|fat|chubby|huge dog'],
  [1.7, 'giant|huge|enormous|gigantic|massive|colossal|towering|monumental'],
]
const acts: Readonly<Record<Act, string>> = {
  stand: 'standing|waiting|walking|strolling|looking|watching|hiking|posing',
  sit: 'sitting|seated|sits|resting|relaxing|perched|meditating|working|coding|fishing|waiting at|painting|studying',
  sleep: 'sleeping|asleep|napping|sleepy|dozing|sleeps|curled up|lying|lying down|dreaming|snoozing',
  run: 'running|runs|racing|galloping|chasing|sprinting|hunting|skating|skateboarding|speeding|skiing|snowboarding|charging',
  fly: 'flying|flies|soaring|gliding|floating|hovering|levitating|in flight|falling|drifting',
  swim: 'swimming|swims|diving|swim|surfing|snorkeling',
  dance: 'dancing|dances|ballet|breakdancing|celebrating|waving|singing|cheering|partying',
  ride: 'being ridden',
  read: 'studying a book',
  jump: 'jumping|jumps|leaping|hopping|bouncing|leaps|breaching|breaches',
  drink: 'having a drink|grazing|grazes',
}
const links: Readonly<Record<Link, string>> = {
  on: 'on|crossing|across|driving over|climbing|walking across|upon|on top of|atop|sitting on|standing on|onto|lying on',
  in: 'in|inside|within|into|inside of',
  under: 'under|beneath|below|underneath|sheltered by',
  over: 'over|above|hovering over|flying over',
  beside:
    'next to|beside|near|besides|close to|leaning on|leaning against|against|alongside|around|between|at|by|along|looking at|chasing|facing|meeting|hugging',
  behind: 'behind|in the background of',
  before: 'in front of|before|outside|overlooking',
  ride: 'riding|rides|driving|drives|flying in|steering|piloting|rowing|sailing|paddling|riding on',
  hold: 'holding|holds|carrying|reading|drinking|eating|playing|playing with|with a|juggling|pushing|using|catching|juggles|reads|eats',
}
const worns: Readonly<Record<Worn['what'], string>> = {
  hat: 'straw hat|cowboy hat|sun hat|fedora hat|beanie|beret|cap|hat',
  tophat: 'top hat|bowler hat',
  crown: 'crown|tiara',
  scarf: 'scarf|shawl',
  glasses: 'glasses|spectacles|goggles|reading glasses|monocle',
  sunglasses: 'sunglasses|shades|sun glasses',
  helmet: 'helmet|space helmet|space suit|spacesuit|astronaut suit|armor|armour',
  wizardhat: 'wizard hat|witch hat|wizards hat|pointed hat|party hat',
  piratehat: 'pirate hat|pirate costume',
  headphones: 'headphones|headset|earphones',
  bow: 'bow tie|bowtie|tie|bow|ribbon|suit|tuxedo',
  cape: 'cape|cloak|superhero costume',
  santahat: 'santa hat|christmas hat|santa costume',
  beard: 'beard|long beard|moustache|mustache',
  flowercrown: 'flower crown|crown of flowers|wreath',
}

/** Words that say nothing the painter can show; they are no unknown things. */
const fillers =
  'very|family|highly|super|ultra|hyper|extremely|detailed|beautiful|stunning|gorgeous|amazing|epic|pretty|cute|adorable|lovely|happy|sad|angry|friendly|fluffy|furry|cozy|cosy|majestic|elegant|cool|funny|silly|wise|brave|young|old|ancient|modern|futuristic|medieval|traditional|japanese|chinese|italian|french|victorian|nordic|royal|mighty|fierce|curious|smiling|glowing|shiny|sparkling|shimmering|reflective|transparent|quiet|peaceful|serene|calm|tranquil|mysterious|magnificent|dramatic|atmospheric|ambient|volumetric|lighting|light|lights|shadow|shadows|soft|sharp|warm|cold|hot|fresh|delicious|tasty|abandoned|ruined|broken|rusty|wooden|metal|metallic|stone|brick|made|full|high|low|wide|long|short|deep|thick|thin|round|curly|quality|resolution|4k|8k|hd|uhd|hdr|masterpiece|award|winning|trending|artstation|deviantart|unreal|engine|octane|render|rendered|rendering|3d|cgi|style|styled|art|artwork|illustration|painting|picture|image|photo|scene|view|shot|close|closeup|up|angle|background|foreground|composition|concept|design|digital|fine|portrait|profile|wallpaper|poster|cover|print|canvas|paper|lens|depth|focus|bokeh|texture|textured|pattern|symmetrical|intricate|ornate|lit|filled|covered|surrounded|reflection|reflections|reflected|distance|horizon|middle|center|centre|corner|side|edge|top|bottom|left|right|front|back|time|world|way|place|thing|something|lots|kind|type|piece|slice|shape|form|color|colour|colors|colours|tones|tone|palette|mood|feeling|vibe|vibes|atmosphere|aesthetic|energy|power|life|love|peace|hope|while|during|through|across|from|to|for|of|as|like|that|which|who|is|are|was|be|being|has|have|its|it|his|her|their|my|your|our|this|these|those|there|very|so|too|also|just|only|not|no|without|off|out|down|away|towards|toward|into|onto|please|draw|paint|create|make|generate|imagine|show|me|i|want|see|seen|saying|says|say|reading|written|word|words|text|letters|says|named|called|wearing|dressed|little|all|every|each|other|another|more|most|best|good|great|nice|new|big|perfect|extreme|pure|real|half|hair|eye|eyes|face|head|hand|hands|tail|wing|wings|ear|ears|fur|feather|feathers|mouth|leg|legs|arm|arms|body|smile|outfit|dress|clothes|coat|jacket|shirt|scales|mane|paw|paws|sail|sails|wheel|air|surface|smoke|steam|dust|sand|mud|dirt|ground|floor|wall|ceiling|morning|evening|sign|signboard|billboard|banner|neon sign|mountaintop|wonderland|speed|motion|action|adventure|story|tale|legend|dream|century|era|style of|greg|rutkowski|isometric|diorama|panorama|panoramic|aerial|fisheye|bird eye|studio lighting|rim|glow|gradient|minimalism|abstract|professional|cinematography|drink|food|meal|breakfast|lunch|dinner|dish|plate|animal|animals|creature like|flying through|fast|slow|slowly|gently|softly|quickly|brightly|together|alone|next|early|late|ripe|juicy|crispy|cracked|melting|floating in|burning|exploding|blooming|blossoming|growing|rising|setting|shining|falling|driving|crossing|passing|entering|leaving|climbing|pulling|crashing|rolling|hanging|spinning|twisting|towering|giving|taking|getting|going|coming|talking|laughing|crying|thinking|exploring|discovering|traveling|travelling|wandering|made of|robe|uniform|pajamas|sweater|polka|dot|dots|striped|spotted|pipe|cane|stick|rope|wand|shell like|stripes|spots|checkered|patterned|beard|beards|moustache|mustache|whisker|whiskers|nose|lip|lips|cheek|chin|neck|shoulder|finger|knee|foot|feet|toe|skin|number|digit|numeral|figure of|alphabet|count|seed|logo|emblem|badge|item|raw|happiness|joy|sadness|freedom|loneliness|friendship|nostalgia|sorrow|grief|happily|board|tie dye|land|milk|broom|broomstick'.split(
    '|',
  )

function* entries(): Generator<readonly [Meaning, string]> {
  const flip = <K extends string, M extends Meaning>(
    record: Readonly<Record<K, string>>,
    make: (key: K) => M,
  ): (readonly [M, string])[] => (Object.keys(record) as K[]).map(key => [make(key), record[key]] as const)
  yield* flip(places, place => ({ type: 'place', place }))
  yield* hours
  yield* sights
  yield* flip(weathers, weather => ({ type: 'weather', weather }))
  yield* flip(seasons, season => ({ type: 'season', season }))
  yield* flip(styles, style => ({ type: 'style', style }))
  yield* Object.keys(counts).map((count): readonly [Meaning, string] => [
    { type: 'count', count: Number(count) },
    counts[Number(count)] ?? '',
  ])
  yield* scales.map(([scale, words]): readonly [Meaning, string] => [{ type: 'scale', scale }, words])
  yield* flip(acts, act => ({ type: 'act', act }))
  yield* flip(links, how => ({ type: 'link', how }))
  yield* Object.keys(namedColours).map((name): readonly [Meaning, string] => [
    { type: 'colour', colour: namedColours[name] ?? '' },
    name.replace('_', ' '),
  ])
  yield [{ type: 'wearing' }, 'wearing|wears|dressed in|dressed as|wearing a|with a hat and']
  yield [{ type: 'and' }, 'and|with|plus|&|having|featuring|or']
  yield [{ type: 'article' }, 'a|an|the|some of the']
  yield [
    { type: 'name' },
    'by artist|in the style of|style of|art by|painted by|inspired by|painting by|illustration by|drawn by',
  ]
  yield* Object.keys(nouns).map((name): readonly [Meaning, string] => [{ type: 'noun', name }, nouns[name]?.words ?? name])
  for (const word of fillers) yield [{ type: 'filler' }, word]
}

/** Everything the painter understands, as one dictionary. */
export const lexicon: Phrases<Meaning> = phrases(entries())
/** What can be worn, asked for only after "wearing" and the like. */
export const wardrobe: Phrases<Worn['what']> = phrases(
  (Object.keys(worns) as Worn['what'][]).map(what => [what, worns[what]] as const),
)
