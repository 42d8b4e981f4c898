"""The ways news tells a move, language by language: templates with an invented person and two real firms."""

import pytest

from tests.unit.facts.test_names import read

NAMES = {
    "en": "Emily Carter",
    "fr": "Claire Dubois",
    "de": "Anna Weber",
    "es": "Laura Gómez",
    "it": "Giulia Rossi",
    "pt": "Ana Ribeiro",
    "nl": "Sanne de Vries",
    "ja": "田中健太",
    "zh": "王晓明",
    "ko": "김민수",
}
FIRMS = {
    "ja": ("グーグル", "メタ", "Google", "Meta"),
    "zh": ("谷歌", "字节跳动", "Google", "ByteDance"),
    "ko": ("구글", "메타", "Google", "Meta"),
}
ONE = {
    "en": [
        "{P}, a former {A} researcher, is joining {B} as head of safety.",
        "{P}, who led reasoning at {A}, is joining {B}.",
        "{P} has joined {B} from {A}.",
        "{P} jumps ship from {A} to {B}.",
        "{P} is leaving {A} for {B}, Bloomberg reported.",
        "{A}'s {P} heads to {B}.",
        "{A} researcher {P} moves to {B} after six years.",
        "{P} announced on X on Tuesday that she was joining {B}, after four years at {A}.",
        "{B} hires {A}'s {P}.",
        "{B} poaches {A} research chief {P}.",
        "{B} has snagged {P}, a research scientist at {A}.",
        "{B} lured {P} away from {A}.",
        "{B} has recruited {P}, who previously led post-training at {A}.",
        "{A} loses research chief {P} to {B}.",
        "{P} is the latest to leave {A}; she will join {B}.",
        "Former {A} executive {P} has been hired by {B}.",
        "{P} quits {A}, joins rival {B}",
        "{P}, vice president of research at {A}, said Monday she is leaving the company to join {B}.",
        "{B} said it had hired {P}, previously of {A}, to run its new lab.",
        "{P}, until recently chief scientist of {A}, has taken a job at {B}.",
        "After five years at {A}, {P} is moving to {B}.",
        "{P}'s departure from {A} was reported by The Information; she is heading to {B}.",
        "{B} has brought on {P} from {A} as chief scientist.",
        "{P} will start at {B} next month, leaving {A} after three years.",
    ],
    "fr": [
        "{P} rejoint {B} après cinq ans chez {A}.",
        "{P} quitte {A} pour rejoindre {B}.",
        "{P} passe de {A} à {B}.",
        "{P}, ex-{A}, rejoint {B}.",
        "{B} recrute {P}, ancienne chercheuse d'{A}.",
        "{B} débauche {P}, directrice de la recherche d'{A}.",
        "{A} perd {P} au profit de {B}.",
        "{P} a été recrutée par {B}, après avoir travaillé chez {A}.",
        "La chercheuse {P} part chez {B}. Elle travaillait chez {A} depuis 2021.",
        "{B} s'offre {P}, venue d'{A}.",
        "{P} claque la porte d'{A} et file chez {B}.",
        "{B} a débauché {P} chez {A}, selon Bloomberg.",
        "La vice-présidente d'{A}, {P}, va rejoindre {B}.",
        "{P}, jusqu'ici chercheuse chez {A}, rejoint les équipes de {B}.",
        "{B} arrache {P} à {A}.",
        "Départ de poids chez {A} : {P} rejoint {B}",
    ],
    "de": [
        "{P} wechselt von {A} zu {B}.",
        "{P} verlässt {A} und geht zu {B}.",
        "Die bisherige {A}-Forscherin {P} heuert bei {B} an.",
        "{B} wirbt {P} von {A} ab.",
        "{B} holt {P} von {A}.",
        "{B} hat die {A}-Forscherin {P} abgeworben.",
        "{A} verliert {P} an {B}.",
        "{P}, bislang Forschungschefin bei {A}, schließt sich {B} an.",
        "{P} wird Forschungschefin bei {B}. Sie kommt von {A}.",
        "{A}-Forscherin {P} wechselt zu {B}",
        "{B} schnappt sich {P} von {A}.",
        "Nach fünf Jahren bei {A} wechselt {P} zu {B}.",
        "{P} kehrt {A} den Rücken und fängt bei {B} an.",
        "Wie Bloomberg berichtet, soll {P} von {A} zu {B} wechseln.",
        "{B} verpflichtet die frühere {A}-Managerin {P}.",
        "Von {A} zu {B}: {P} wechselt die Seiten",
    ],
    "es": [
        "{P} ficha por {B} tras dejar {A}.",
        "{B} ficha a {P}, exdirectora de {A}.",
        "{P} deja {A} para irse a {B}.",
        "{P} se marcha de {A} a {B}.",
        "{P} se incorpora a {B} procedente de {A}.",
        "{B} contrata a {P}, investigadora de {A}.",
        "{B} roba a {A} a {P}.",
        "{A} pierde a {P}, que se va a {B}.",
        "{P}, investigadora de {A}, se une a {B}.",
        "{P} abandona {A} y se suma a {B}, según Bloomberg.",
        "La investigadora {P} cambia {A} por {B}.",
        "{P}, hasta ahora vicepresidenta de {A}, será directora de investigación de {B}.",
        "{B} se lleva a {P} de {A}.",
        "{P} da el salto de {A} a {B}.",
    ],
    "it": [
        "{P} passa da {A} a {B}.",
        "{P} lascia {A} per {B}.",
        "{B} assume {P}, ex ricercatrice di {A}.",
        "{B} ingaggia {P} da {A}.",
        "{B} strappa {P} ad {A}.",
        "{A} perde {P} a favore di {B}.",
        "{P}, ex {A}, approda in {B}.",
        "{P} entra in {B} dopo cinque anni in {A}.",
        "{P} si unisce a {B} dopo aver lasciato {A}.",
        "La ricercatrice {P} dice addio ad {A} e va in {B}.",
        "{P}, finora a capo della ricerca di {A}, si unisce a {B}.",
        "Secondo Bloomberg, {P} avrebbe lasciato {A} per {B}.",
        "{B} soffia {P} ad {A}.",
    ],
    "pt": [
        "{P} deixa a {A} para ingressar na {B}.",
        "{P} troca a {A} pela {B}.",
        "{B} contrata {P}, ex-{A}.",
        "A {B} tirou {P} da {A}.",
        "{A} perde {P} para a {B}.",
        "{P} vai para a {B} após cinco anos na {A}.",
        "A pesquisadora {P}, da {A}, junta-se à {B}.",
        "{P} foi contratada pela {B} após deixar a {A}.",
        "{P} saiu da {A} e foi para a {B}, segundo a Bloomberg.",
        "{B} recruta {P}, antiga investigadora da {A}.",
        "{P}, até então na {A}, é a nova diretora de pesquisa da {B}.",
        "A {B} rouba {P} da {A}.",
    ],
    "nl": [
        "{P} stapt over van {A} naar {B}.",
        "{P} vertrekt bij {A} en gaat naar {B}.",
        "{P} verruilt {A} voor {B}.",
        "{B} kaapt {P} weg bij {A}.",
        "{B} haalt {P} weg bij {A}.",
        "{A} verliest {P} aan {B}.",
        "{P}, voormalig onderzoeker bij {A}, gaat aan de slag bij {B}.",
        "{P} verlaat {A} en voegt zich bij {B}.",
        "{B} neemt {P} over van {A}.",
        "Oud-{A}-onderzoeker {P} gaat werken bij {B}.",
        "{B} trekt {P} aan, afkomstig van {A}.",
        "{P} maakt de overstap van {A} naar {B}, meldt Bloomberg.",
        "Volgens Bloomberg zou {P} van {A} naar {B} gaan.",
    ],
    "ja": [
        "{A}の{P}氏が{B}に移籍した。",
        "{P}氏が{A}を退社し、{B}に入社した。",
        "元{A}の{P}氏が{B}に入社する。",
        "{A}出身の{P}氏が{B}の研究部門トップに就任した。",
        "{B}が{A}から{P}氏を引き抜いた。",
        "{B}は{A}の研究者、{P}氏を採用した。",
        "{P}氏は{A}を離れ、{B}に加わると発表した。",
        "{B}、{A}の{P}氏を獲得",
        "{P}氏、{A}から{B}へ",
        "{A}から{B}に{P}氏が移った。",
        "{A}で研究を率いた{P}氏が{B}に合流する。",
        "{P}氏が{B}に引き抜かれた。同氏は{A}の研究責任者だった。",
    ],
    "zh": [
        "{P}从{A}跳槽到{B}。",
        "{P}离职{A}，加入{B}。",
        "前{A}研究员{P}加盟{B}。",
        "{A}研究员{P}已离职，将加入{B}。",
        "{B}从{A}挖走{P}。",
        "{B}挖来{A}首席科学家{P}。",
        "{P}离开{A}，出任{B}首席科学家。",
        "原{A}副总裁{P}入职{B}。",
        "{B}聘请前{A}科学家{P}担任首席科学家。",
        "{A}的{P}被{B}挖走。",
        "据彭博社报道，{A}研究员{P}将加入{B}。",
        "{A}又失一员大将，{P}转投{B}",
    ],
    "ko": [
        "{A} 연구원 {P} 박사가 {B}에 합류했다.",
        "{P} 박사가 {A}를 떠나 {B}로 이직했다.",
        "{B}가 {A}에서 {P} 박사를 영입했다.",
        "{B}, {A} 출신 {P} 박사 영입",
        "전 {A} 임원 {P} 박사가 {B}에 합류한다.",
        "{A} 출신 {P} 박사가 {B}로 옮겼다.",
        "{B}는 {A}의 {P} 박사를 스카우트했다고 밝혔다.",
        "{P} 전 {A} 연구원이 {B}에 합류했다.",
        "{A} 수석과학자 {P}, {B}행",
        "블룸버그는 {P} 박사가 {A}를 떠나 {B}에 합류한다고 보도했다.",
        "{A}에서 AI 연구를 이끌던 {P} 박사가 {B}의 최고과학자로 선임됐다.",
    ],
}
MANY = {
    "en": [
        "Four researchers have left OpenAI for Anthropic.",
        "Anthropic has hired four OpenAI researchers.",
        "Anthropic poached more than 20 engineers from OpenAI.",
        "At least 14 OpenAI researchers and engineers have joined Anthropic since January.",
        "Seven of its eleven hires came from OpenAI, Anthropic said.",
        "Uber hired away about 40 researchers from Carnegie Mellon.",
        "OpenAI has lost four researchers to Anthropic.",
        "Four OpenAI researchers jump to Anthropic",
    ],
    "fr": [
        "Quatre chercheurs d'OpenAI rejoignent Anthropic.",
        "Anthropic a débauché quatre chercheurs d'OpenAI.",
        "Anthropic recrute plus de vingt ingénieurs chez OpenAI.",
        "Au moins quatorze chercheurs ont quitté OpenAI pour Anthropic.",
    ],
    "de": [
        "Vier Forscher wechseln von OpenAI zu Anthropic.",
        "Anthropic wirbt OpenAI vier Forscher ab.",
        "Anthropic holt mehr als 20 Forscher von OpenAI.",
        "Mindestens 14 OpenAI-Forscher wechselten seit Januar zu Anthropic.",
        "OpenAI verliert vier Forscher an Anthropic.",
    ],
    "es": [
        "Cuatro investigadores de OpenAI fichan por Anthropic.",
        "Anthropic ficha a cuatro investigadores de OpenAI.",
        "Anthropic se lleva a más de 20 ingenieros de OpenAI.",
        "Al menos catorce investigadores han dejado OpenAI para irse a Anthropic.",
    ],
    "it": [
        "Quattro ricercatori lasciano OpenAI per Anthropic.",
        "Anthropic assume quattro ricercatori di OpenAI.",
        "Anthropic strappa quattro ricercatori a OpenAI.",
    ],
    "pt": [
        "Quatro pesquisadores trocaram a OpenAI pela Anthropic.",
        "A Anthropic contratou quatro pesquisadores da OpenAI.",
        "A Anthropic tirou mais de 20 engenheiros da OpenAI.",
    ],
    "nl": [
        "Vier onderzoekers stappen over van OpenAI naar Anthropic.",
        "Anthropic haalt vier onderzoekers weg bij OpenAI.",
        "Anthropic neemt vier OpenAI-onderzoekers aan.",
    ],
    "ja": [
        "オープンAIの研究者4人がアンソロピックに移籍した。",
        "アンソロピックがオープンAIの研究者4人を引き抜いた。",
        "アンソロピックがオープンAIから研究者20人超を採用した。",
        "少なくとも14人の研究者がオープンAIからアンソロピックに移った。",
    ],
    "zh": [
        "四名OpenAI研究员加入Anthropic。",
        "Anthropic从OpenAI挖走四名研究员。",
        "OpenAI的4名研究员跳槽至Anthropic。",
        "至少14名OpenAI员工加盟Anthropic。",
    ],
    "ko": [
        "오픈AI 연구원 4명이 앤트로픽으로 이직했다.",
        "앤트로픽이 오픈AI 연구원 4명을 영입했다.",
        "앤트로픽이 오픈AI에서 연구원 20여 명을 채용했다.",
        "최소 14명의 오픈AI 연구원이 앤트로픽에 합류했다.",
    ],
}

KNOWN_TO_FAIL = frozenset(
    (
        # what the engine does not read yet
        "{A} 수석과학자 {P}, {B}행",
        "{A}에서 AI 연구를 이끌던 {P} 박사가 {B}의 최고과학자로 선임됐다.",
        "Seven of its eleven hires came from OpenAI, Anthropic said.",
    )
)


@pytest.mark.parametrize(("lang", "template"), [(lang, t) for lang, ts in ONE.items() for t in ts])
def test_one_person_told_in_many_ways(lang: str, template: str) -> None:
    a, b, origin, destination = FIRMS.get(lang, ("OpenAI", "Anthropic", "OpenAI", "Anthropic"))
    found = read(lang, "AI", template.format(P=NAMES[lang], A=a, B=b))
    if template in KNOWN_TO_FAIL:
        pytest.xfail("not read yet")
    assert {(m.person, m.origin, m.destination) for m in found.moves} == {(NAMES[lang], origin, destination)}


@pytest.mark.parametrize(("lang", "text"), [(lang, t) for lang, ts in MANY.items() for t in ts])
def test_a_group_told_by_number_and_role(lang: str, text: str) -> None:
    found = read(lang, "AI", text)
    if text in KNOWN_TO_FAIL:
        pytest.xfail("not read yet")
    ends = ("Carnegie Mellon University", "Uber") if "Uber" in text else ("OpenAI", "Anthropic")
    assert {(m.person, m.origin, m.destination) for m in found.moves} == {(None, *ends)}
