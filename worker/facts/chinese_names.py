"""People in Chinese text: family name and one or two characters beside a role or verb, foreign names with a dot."""

import re

from worker.facts.document import Document
from worker.facts.gazetteer import name_words
from worker.facts.japanese_names import is_free
from worker.facts.names import Mention
from worker.facts.surnames import family_names
from worker.facts.terms import Cue

_SOUND = "阿艾爱安昂奥巴拜班邦保鲍贝本比彼毕宾波伯博勃卜布查柴昌策茨茨达戴丹当道德邓登迪蒂丁东杜敦顿多厄恩尔法凡范方菲芬丰冯弗夫福富伽盖甘冈高戈格葛根贡古瓜圭哈海汉豪赫黑亨洪侯胡华怀惠霍基吉季加嘉贾简江杰捷金津居卡凯坎康考科克肯孔库夸奎昆拉莱赖兰朗劳勒雷蕾黎里理李丽利莉立连廉列林琳留刘龙卢鲁路露伦罗洛吕略马玛迈麦曼芒毛梅门蒙孟米密敏明缪摩莫默姆穆慕那纳娜乃奈南瑙内尼年涅宁纽努诺女欧帕派潘庞佩彭皮平珀蒲普奇齐恰强乔切琴青丘屈琼让热日荣儒瑞若撒萨赛桑瑟森沙莎山珊尚绍舍申盛施诗石史士舒朔斯丝思苏素索塔泰坦汤唐特腾提田廷汀通图托陀瓦万旺威韦维魏温文翁沃乌吾武西希锡席夏香肖谢辛欣兴休雄修许雅亚延扬杨耶叶伊依因英永尤于约泽扎詹章珍芝治朱卓兹祖佐尧姆潘切雷扎琪妮丽蒂妲黛芭琳珍妮露茜克佳达荷柯荷萊羅爾斯納達倫蘭勞爾馬麥邁諾歐韋維溫華約澤紮費飛賈傑濟蓋賓貝魯盧爾曉柏澈祖汗"


_ZH_DOT = re.compile(rf"[{_SOUND}]{{1,6}}(?:[·・•][{_SOUND}]{{1,7}}){{1,2}}")


def chinese_people(doc: Document, known: list[Mention], cues: list[Cue]) -> list[Mention]:
    """People in Chinese whom no row names, in order of the cues that show them."""
    text = doc.text
    surnames, double = family_names()["zh"], family_names()["zh_two"]
    found: list[Mention] = []
    memory = [0]
    for match in _ZH_DOT.finditer(text):
        start, end = match.span()
        if is_free(start, end, known, memory) and end - start > 3:
            found.append(Mention(start, end, "person", text[start:end], known=False, confidence=0.8))
    begins = {c.start for c in cues}
    after_role = [
        c.end for c in cues if "role" in c.classes or "former" in c.classes or {"take", "lose"} & set(c.families)
    ]  # fmt: skip
    before_cue = [c.start for c in cues if c.classes & {"role", "say", "verb"}]
    seen: set[int] = set()
    taken = {i for m in (*known, *found) for i in range(m.start, m.end)} if len(known) < 4000 else set()
    for start in after_role:
        chosen = 0
        for size in (3, 2, 4):
            end = start + size
            name = text[start:end]
            if start in taken or not _zh_name(name, surnames, double) or (end - 1) in taken:
                continue
            follows = text[end : end + 1]
            if (
                end in begins
                or not follows
                or follows in "，。、；：（“”《 ,(和与及等在从從将將也曾已是的"
                or text.count(name) > 1
            ):
                chosen = size
                break
            chosen = chosen or (size if size == 3 else 0)
        if chosen and start not in seen:
            seen.add(start)
            found.append(
                Mention(start, start + chosen, "person", text[start : start + chosen], known=False, confidence=0.7)
            )
    for match in _ZH_OPENS.finditer(text):  # a name that opens the clause: "王晓明从谷歌…"
        start = match.end()
        for size in (3, 2):
            name = text[start : start + size]
            if start in taken or start in seen or not _zh_name(name, surnames, double):
                continue
            if text[start + size : start + size + 1] in _ZH_AFTER_NAME:
                seen.add(start)
                found.append(Mention(start, start + size, "person", name, known=False, confidence=0.65))
                break
    for stop in before_cue:
        for size in (3, 2):
            start = stop - size
            if start < 0 or start in seen or start in taken or (stop - 1) in taken:
                continue
            name = text[start:stop]
            if not _zh_name(name, surnames, double):
                continue
            before = text[start - 1 : start]
            if (
                start == 0
                or before in "，。、；：（“”《》 \n,(和与及由向对對为為随隨邀被据请請"
                or text.count(name) > 1
            ):
                seen.add(start)
                found.append(Mention(start, stop, "person", name, known=False, confidence=0.7))
                break
    return found


_ZH_OPENS = re.compile(r"(?:^|(?<=[，。；：“”》\n 的]))")


_ZH_AFTER_NAME = frozenset(name_words("zh_after_name"))


def _zh_name(name: str, surnames: frozenset[str], double: frozenset[str]) -> bool:
    if len(name) < 2 or any(not "\u4e00" <= c <= "\u9fff" for c in name):
        return False
    if name[:2] in double:
        return len(name) in (3, 4)
    if len(name) > 3 or name[0] not in surnames:
        return False
    return not any(c in _ZH_NO_NAME for c in name[1:]) and name not in _ZH_STOPS


_ZH_NO_NAME = frozenset(name_words("zh_no_name"))


_ZH_STOPS = frozenset(name_words("zh_stops"))
