"""The words around a bound: subjects and conditions, and words that make it something else."""

from __future__ import annotations

import re

# Words with a negation in them that say nothing about the bound: 不合格率, 无故障, 未成年人.
_HARMLESS = re.compile(
    "不(?:合格|良|锈|饱和|挥发|溶|均匀|平|圆|透|同|确定|间断|停|符合|达标|满意|正常|动|燃|可逆|对称"
    "|定|通过|少于|匀|连续|均)"
    "|无(?:故障|机|线|铅|水|菌|害|损|效|人|纺|氟|障碍|理由|缝|油|尘|功|卤|甲醛|醛|负载|负荷|接触|纸"
    "|组织|烟|触点|刷|极|量纲|明火|锡|磷|糖|光|毒|氯|苯|异味)"
    "|未(?:成年|固化|反应|税|加热|通电|经|及时|按时|处理|来|注明|检出率)"
)
_NEGATION = re.compile("[不无未勿]|非$|没有|禁止|否则|^或|或$")
_COMPARISON = re.compile(
    "(?<![对占相])比(?![例率重表强色热容较值浊旋拟照分试]|$)|同比|环比|优于|严于|高出|低于|高于"
    "|相对于|较(?![好大小高低差佳长短多少])"
    "|(?:标准|规定|限定|限量|额定|标称|标示|设计|公称|明示|声明|国标|行标|目标|基准|原|初始|理论|限)"
    "(?:要求|值|量|限值|限量|功率|电压|容量){0,2}的$"
    "|(?:提高|降低|减少|减小|增加|下降|提升|缩短|节约|节能|增长|上升|增大|延长|[上下]浮|[超低高少多])"
    "(?:了|约)?$"
)
_CUT_OFF = re.compile("[第近*/×+#№-]$")
_IS_LIMIT = re.compile("[最至][大小高低长短多少]|[上下]限|以[上下内]|[Mm]ax|[Mm]in")
_CUT_OFF_WITHOUT_OPERATOR = re.compile("[前每型号图表]$|[至最][少多]|起码|低至|高达")
_SUBJECT = re.compile(
    "(?:[为是:=]|率|量|度|值|期|期限|[时年]限|时间|间隔|数|容积|[体面]积|重|厚|长|宽|高|直?径|压|力"
    "|比|温|速|强|耗|距|差|pH|额|寿命|质保|保修|保质|噪[声音]|功率|电[压流阻]|尺寸|[评得]分|分值"
    "|成本|价格?|频[次率]|面|范围|区间)$"
)
_ENDS_CONDITION = re.compile(
    "(?:时|后|前|下|中|时候|情况|条件|状态|期间|前提|以来|情形|场合|工况|环境|的)$"
)
_STARTS_CONDITION = re.compile("^(?:当|若|如果?|在|对于?|自|从|每|按|经|其中|用于|适用于)")
_QUALIFIES = re.compile(
    "除|例外|另|但|其中|以.{1,8}计|按|依|采用|检测|检验|试验|测定|方法|情况|条件|顺延|协商|特殊"
    "|不含|不包括|仅|遇|[时下外]$"
)
_EXTENDS = re.compile(
    "[级星一二三四五六七八九十百千万亿两零]|左右|上下|[上下]浮|半|多|余|几|来(?![电访料源样货])|成|折|起(?![重动草吊])|每|倍|[以开之]外"
    "|以?前|之前|以?后|之后|至|到(?![达场货位岗])|或|和|与|及|分之|次方|[/*×^+~%‰°=<>#·.A-Za-z-]"
    "|的?\\d"
)
_CITES = re.compile("^(?:应|须)?(?:符合|满足|按照?|执行|依据|根据|达到)(?=[A-Z《国]|$)")
_SUPPOSES = re.compile("当|若|如|一旦|凡|假")
_TURNS_AROUND = re.compile(
    "不合格|不达标|不予|不得|不允许|不准|为不|视为|判[为定]|扣[分除]|淘汰|报警|赔|罚|报废|拒|未|失效|退回"
)
_LASTS = re.compile("[不无未免]|包[换退修]|退换|[保包]修|质保|有效|可退|可换")
_JOINS_BEFORE = re.compile(
    r"(?:[ ,:、;。·*/∈-]|(?:均|都)?应该?当?|(?:均|都)?须|需要?|必须|要求|控制|保持|保证|确保|维持"
    r"|介于|处于|位于|不得|宜|可以?|要|共|为|是|在|从|由|达到|达|且|并|其|但)+$"
)
_JOINS_BEHIND = re.compile(r"^[ ,:、;。·*的-]+|[ ,:、;。·-]+$")
_CONNECTS = re.compile("[或和与及至到~/×*]|左右|上下|半|多|余|几|来|分之")
_UNREAD = re.compile(
    "[A-Za-z]级|[一二两三四五六七八九十百千万半](?:分之|[的次]?.?次方|成(?![立功套品本])|折(?![弯叠痕]))"
)
_YARDSTICK = re.compile("标|限|规定|要求|指标")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_VARIABLE = re.compile("[xXyY]值?")


def turns_meaning(before: str, *, has_operator: bool = True) -> bool:
    """Whether words before a bound make it something else than a bound of the indicator.

    A negation (`无大于3mm的裂纹`), a comparison (`比国家标准低20%`, `额定值的95%`), or a word
    that cuts it off: `第`, and where no operator stands before the number `前`, `型号`.
    """
    rest = _HARMLESS.sub("", before)
    if not has_operator and _CUT_OFF_WITHOUT_OPERATOR.search(rest):
        return True
    return any(pattern.search(rest) for pattern in (_NEGATION, _COMPARISON, _CUT_OFF))


def is_subject(before: str) -> bool:
    """Whether a number without an operator may state the value of what the words name."""
    return not before or _SUBJECT.search(before) is not None


def ends_condition(clause: str) -> bool:
    """Whether a clause only says when the next one holds: `温度≤25℃时`, `厚度≥18mm的`."""
    return _ENDS_CONDITION.search(clause) is not None


def sets_condition(clause: str) -> bool:
    """The same of a clause without a bound, which may also begin with 当, 在, 按."""
    return ends_condition(clause) or _STARTS_CONDITION.search(clause) is not None


def qualifies(clause: str) -> bool:
    """Whether a clause says how or where the one before it holds: `偏远地区除外`, `以C计`."""
    return _QUALIFIES.search(clause) is not None


def extends_value(behind: str) -> bool:
    """Whether the words behind a value go on with it: 左右, 多, 半, an unknown unit's letters."""
    return _EXTENDS.match(behind) is not None


def subject(before: str) -> str | None:
    """What a bound is a bound of: `甲醛释放量应` without the word that only joins."""
    name = _JOINS_BEHIND.sub("", _JOINS_BEFORE.sub("", _CITES.sub("", before)))
    bracketed = _BRACKETED.fullmatch(name)
    name = bracketed[1] if bracketed else name
    return None if not name or _VARIABLE.fullmatch(name) else name


def names_variable(name: str) -> bool:
    """Whether the X of 5≤X is what is measured, and no yardstick such as 国标限值."""
    return re.search("[A-Za-zα-ωΑ-Ω一-鿿]", name) is not None and not _YARDSTICK.search(name)


def supposes(before: str) -> bool:
    """Whether words only put a case: `当温度超过25℃`."""
    return _SUPPOSES.match(before) is not None


def turns_around(behind: str) -> bool:
    """Whether words behind a bound say what happens beyond it: `超过3次视为不合格`."""
    return _TURNS_AROUND.search(behind) is not None


def lasts(behind: str) -> bool:
    """Whether words behind 三年内 speak of what lasts so long, not of what happens by then."""
    return _LASTS.search(behind) is not None


def makes_limit(note: str) -> bool:
    """Whether a note makes a bound of a number without an operator: `5kg（最小值）`."""
    return _IS_LIMIT.search(note) is not None


def connects(words: str) -> bool:
    """Whether words between two numbers make them alternatives, or the first one vague."""
    return _CONNECTS.match(words) is not None


def hides_value(words: str) -> bool:
    """Whether words hold a number or a grade that is not read: 三分之二, 九成, EO级."""
    return _UNREAD.search(words) is not None


def remark(behind: str) -> str | None:
    """The words behind a bound, without marks and 的 at their ends."""
    words = _JOINS_BEHIND.sub("", behind)
    bracketed = _BRACKETED.fullmatch(words)
    return (bracketed[1] if bracketed else words) or None
