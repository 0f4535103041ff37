/** Words that English spells otherwise than it says them, with their stressed vowel marked where it is not the first. */
export const oddWords = `
the DH AX; a AX; an AE N; of AH V; to T UW; do D UW; two T UW; who HH UW; whose HH UW Z; whom HH UW M; was W AH Z; is IH Z
his HH IH Z; as AE Z; has HH AE Z; are AA R; were W ER; there DH EH R; their DH EH R; where W EH R; they DH EY; said S EH D
says S EH Z; have HH AE V; having HH AE V IH NG; give G IH V; given G IH V AX N; giving G IH V IH NG; live L IH V; living L IH V IH NG
you Y UW; your Y AO R; yours Y AO R Z; been B IH N; one W AH N; once W AH N S; done D AH N; none N AH N; gone G AO N; some S AH M
come K AH M; love L AH V; above AX B AH1 V; glove G L AH V; cover K AH V ER; discover D IH S K AH1 V ER; oven AH V AX N
does D AH Z; goes G OW Z; shoe SH UW; shoes SH UW Z; move M UW V; prove P R UW V; improve IH M P R UW1 V; lose L UW Z; any EH N IY
many M EH N IY; anything EH N IY TH IH NG; nothing N AH TH IH NG; something S AH M TH IH NG; could K UH D; would W UH D; should SH UH D
woman W UH M AX N; women W IH M IH N; people P IY P AX L; because B IH K AH1 Z; friend F R EH N D; again AX G EH1 N
against AX G EH1 N S T; though DH OW; although AO L DH OW1; through TH R UW; thought TH AO T; enough IH N AH1 F; rough R AH F
tough T AH F; cough K AO F; laugh L AE F; heart HH AA R T; hour AW ER; our AW ER; four F AO R; eight EY T; great G R EY T; break B R EY K
steak S T EY K; read R IY D; lead L IY D; idea AY D IY1 AX; real R IY L; really R IY L IY; area EH R IY AX; create K R IY EY1 T
theatre TH IY AX T ER; theater TH IY AX T ER; ocean OW SH AX N; island AY L AX N D; isle AY L; aisle AY L; answer AE N S ER; sword S AO R D
world W ER L D; word W ER D; work W ER K; worry W ER IY; door D AO R; floor F L AO R; poor P UH R; blood B L AH D; flood F L AH D
food F UW D; mood M UW D; foot F UH T; boot B UW T; root R UW T; shoot SH UW T; good G UH D; put P UH T; sugar SH UH G ER; sure SH UH R
busy B IH Z IY; business B IH Z N IH S; build B IH L D; built B IH L T; minute M IH N IH T; hello HH AX L OW1; hi HH AY; okay OW K EY1
yes Y EH S; bus B AH S; gas G AE S; us AH S; this DH IH S; thus DH AH S; if IH F; off AO F; only OW N L IY; other AH DH ER; both B OW TH
own OW N; known N OW N; shown SH OW N; grown G R OW N; flown F L OW N; bowl B OW L; cost K AO S T; lost L AO S T; doll D AA L
month M AH N TH; monday M AH N D EY; money M AH N IY; honey HH AH N IY; monkey M AH NG K IY; front F R AH N T; son S AH N; won W AH N
ton T AH N; tongue T AH NG; young Y AH NG; country K AH N T R IY; touch T AH CH; double D AH B AX L; trouble T R AH B AX L; cousin K AH Z AX N
youth Y UW TH; soup S UW P; group G R UW P; route R UW T; through TH R UW; color K AH L ER; colour K AH L ER; tuesday T UW Z D EY
wednesday W EH N Z D EY; thursday TH ER Z D EY; saturday S AE T ER D EY; january JH AE N Y UW EH R IY; february F EH B R UW EH R IY
april EY P R AX L; july JH UH L AY1; august AO G AX S T; today T AX D EY1; tomorrow T AX M AA1 R OW; tonight T AX N AY1 T
together T AX G EH1 DH ER; together T AX G EH1 DH ER; river R IH V ER; city S IH T IY; pretty P R IH T IY; body B AA D IY; copy K AA P IY
study S T AH D IY; very V EH R IY; every EH V R IY; never N EH V ER; ever EH V ER; seven S EH V AX N; eleven IH L EH1 V AX N; second S EH K AX N D
hundred HH AH N D R IH D; thousand TH AW Z AX N D; million M IH L Y AX N; picture P IH K CH ER; machine M AX SH IY1 N; magazine M AE G AX Z IY N
engine EH N JH IH N; online AA N L AY N; define D IH F AY1 N; combine K AX M B AY1 N; device D IH V AY1 S; advice AX D V AY1 S; police P AX L IY1 S
promise P R AA M IH S; piano P IY AE1 N OW; guitar G IH T AA1 R; hotel HH OW T EH1 L; model M AA D AX L; moment M OW M AX N T
computer K AX M P Y UW1 T ER; science S AY AX N S; society S AX S AY1 AX T IY; special S P EH SH AX L; music M Y UW Z IH K; beauty B Y UW T IY
beautiful B Y UW T IH F AX L; animal AE N IH M AX L; family F AE M AX L IY; banana B AX N AE1 N AX; tomato T AX M EY1 T OW; potato P AX T EY1 T OW
chocolate CH AO K L IH T; private P R AY V IH T; climate K L AY M IH T; image IH M IH JH; half HH AE F; calm K AA M; listen L IH S AX N
often AO F AX N; castle K AE S AX L; honest AA N IH S T; height HH AY T; either IY DH ER; neither N IY DH ER; eye AY; eyes AY Z; wind W IH N D
water W AO T ER; father F AA DH ER; mother M AH DH ER; danger D EY N JH ER; singer S IH NG ER; single S IH NG G AX L; use Y UW Z; used Y UW Z D
house HH AW S; mouse M AW S; live L IH V; voice V OY S; please P L IY Z; cat K AE T; fox F AA K S; robot R OW B AA T; replicate R EH P L IH K EY T
welcome W EH L K AX M; english IH NG G L IH SH; language L AE NG G W IH JH; question K W EH S CH AX N; zero Z IH R OW; cafe K AE F EY1
naive N AA IY1 V; video V IH D IY OW; audio AO D IY OW; radio R EY D IY OW; studio S T UW D IY OW; being B IY IH NG; nineteen N AY N T IY1 N; ninety N AY N T IY; ninth N AY N TH; everything EH V R IY TH IH NG; everyone EH V R IY W AH N
everybody EH V R IY B AA D IY; evening IY V N IH NG; don't D OW N T; won't W OW N T; can't K AE N T; oh OW; canoe K AX N UW1; understand AH N D ER S T AE1 N D
orange AO R IH N JH; knowledge N AA L IH JH; into IH N T UW; upon AX P AA1 N; almost AO L M OW S T; always AO L W EY Z; away AX W EY1
different D IH F R AX N T; interesting IH N T R EH S T IH NG; example IH G Z AE1 M P AX L; between B IH T W IY1 N; person P ER S AX N doing D UW IH NG
going G OW IH NG; lion L AY AX N; quiet K W AY AX T; poem P OW AX M; usual Y UW ZH UW AX L; iron AY ER N; sauce S AO S; aunt AE N T; their DH EH R
`
/** Words that carry no stress of their own in a sentence. */
export const lightWords: ReadonlySet<string> = new Set(
  'the a an of to in on at by for from with as and or but nor so if than that is are was were be been am has have had do does did will would can could shall should may might must i you he she it we they me him her us them my your his its our their this these those there'.split(
    ' ',
  ),
)
