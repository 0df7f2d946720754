//! The words of each class.

use super::*;

pub(super) const LISTS: &[(Classes, &str)] = &[
    (
        NUMBER,
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
         fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy \
         eighty ninety hundred thousand dozen",
    ),
    (
        MAGNITUDE,
        "hundred hundreds thousand thousands million millions billion billions trillion \
         trillions dozens lakh lakhs crore crores bn mn m k",
    ),
    (PERCENT, "percent % percentage pc per-cent"),
    (
        CURRENCY,
        "$ £ € ₦ ₹ ¥ ₱ ₩ us$ a$ nz$ c$ hk$ s$ rs dollar dollars cent cents pound pounds euro euros \
         naira rupee rupees shilling shillings rand yen yuan renminbi cedi cedis kwacha peso pesos \
         franc francs ruble rubles rouble roubles won ringgit baht rupiah dirham dirhams riyal \
         riyals lira real reais krona kronor krone kroner zloty hryvnia usd gbp eur",
    ),
    (
        COMPARATIVE,
        "more less fewer higher lower greater larger smaller bigger better worse faster slower \
         stronger weaker cheaper richer poorer older younger longer shorter than compared",
    ),
    (
        QUANTIFIER,
        "most half majority minority all every many few several double doubled triple tripled \
         twice quarter third thirds quarters halved halves tens hundreds thousands millions \
         billions trillions average nearly almost about around approximately over times rate \
         number total",
    ),
    (FIRST_SINGULAR, "i me my mine myself"),
    (FIRST_PLURAL, "we us our ours ourselves"),
    (SECOND, "you your yours yourself yourselves"),
    (
        THIRD,
        "he him his himself she her hers herself it its itself they them their theirs themselves",
    ),
    (MODAL, "can could may might must shall should will would ought ca wo 'll cannot"),
    (
        HEDGE,
        "may might could perhaps possibly probably maybe likely unlikely allegedly reportedly \
         apparently seemingly seems seem seemed appears appear appeared suggests suggest suggested \
         presumably supposedly purportedly potentially arguably conceivably alleged believed \
         thought rumoured rumored",
    ),
    (NEGATOR, "not n't never no none nobody nothing neither nor nowhere cannot without hardly"),
    (
        OPINION,
        "think thinks thought believe believes believed feel feels felt hope hopes hoped want wants \
         wanted guess suppose wish love like prefer consider opinion view agree disagree glad proud \
         sorry",
    ),
    (
        SPEECH,
        "say says said saying tell tells told telling claim claims claimed claiming assert asserts \
         asserted asserting argue argues argued arguing insist insists insisted insisting allege \
         alleges alleged alleging suggest suggests suggested suggesting state states stated stating \
         declare declares declared declaring maintain maintains maintained maintaining contend \
         contends contended contending add adds added adding note notes noted noting warn warns \
         warned warning explain explains explained explaining announce announces announced \
         announcing deny denies denied denying repeat repeats repeated repeating call calls called \
         calling describe describes described describing dismiss dismisses dismissed dismissing \
         brand brands branded branding label labels labelled labeled denounce denounces denounced \
         accuse accuses accused accusing blame blames blamed blaming write writes wrote writing \
         boast boasts boasted boasting tweet tweets tweeted post posts posted posting imply implies \
         implied implying complain complains complained point points pointed pointing predict \
         predicts predicted predicting promise promises promised reiterate reiterates reiterated \
         according report reports reported observe observes observed remark remarks remarked \
         portray portrayed portraying characterize characterized characterise characterised \
         identify identified attribute attributed attributing credit credited crediting assume \
         assumed state cite cites cited",
    ),
    (CONDITION, "if unless provided providing assuming"),
    (
        DISPUTING_ADVERB,
        "falsely wrongly incorrectly erroneously inaccurately mistakenly untruthfully misleadingly \
         dishonestly deceptively deceitfully mendaciously bogusly fraudulently untruly",
    ),
    (
        DISPUTING_ADJECTIVE,
        "false debunked discredited bogus fabricated misleading untrue incorrect erroneous \
         inaccurate disproven disproved refuted fictitious nonexistent non-existent wrong mistaken \
         long-debunked widely-debunked fake untruthful invented made-up \
         exaggerated overstated",
    ),
    (
        UNSUPPORTED_ADVERB,
        "baselessly groundlessly unfoundedly dubiously unjustifiably evidence-free implausibly \
         spuriously",
    ),
    (
        UNSUPPORTED_ADJECTIVE,
        "baseless unfounded unsubstantiated groundless unproven unproved unsupported unverified \
         uncorroborated evidence-free unevidenced unconfirmed",
    ),
    (SUPPORTING_ADVERB, "correctly rightly accurately truthfully factually justifiably rightfully"),
    (
        CLAIM_NOUN,
        "claim claims assertion assertions allegation allegations statement statements accusation \
         accusations theory theories suggestion suggestions rumour rumours rumor rumors narrative \
         narratives figure figures contention insinuation insinuations charge notion idea belief \
         story number numbers remark remarks comment comments argument arguments",
    ),
    (
        EVIDENCE,
        "evidence proof basis substantiation foundation corroboration documentation support data \
         details sources",
    ),
    (
        GIVING,
        "offer offers offered offering provide provides provided providing cite cites cited citing \
         give gives gave giving present presents presented presenting produce produces produced \
         producing supply supplied supplying share shared sharing show shows shown showing \
         furnish furnished furnishing adduce adduced have has had having",
    ),
    (BE, "is are was were be been being am 's 're 'm"),
    (
        LYING,
        "lied lies lying misstated misstates misstating pretended pretends pretending fabricated \
         misrepresented misrepresents misrepresenting",
    ),
    (
        CAUSE,
        "because caused cause causes causing due led leads leading result results resulted \
         resulting thanks owing driven drove fuelled fueled triggered triggers linked link links \
         associated sparked blamed blame responsible contributed contributes contributing created \
         forced",
    ),
    (
        LAW,
        "law laws legal illegal illegally legally unlawful lawful unlawfully constitution \
         constitutional unconstitutional statute statutes act regulation regulations rule rules \
         ruling ruled court courts judge judges banned ban bans prohibits prohibited prohibit \
         forbids forbidden requires required mandatory entitled treaty legislation clause ordinance \
         permit permits decree amendment sentence offence offense crime criminal",
    ),
    (
        RECORD,
        "voted vote votes voting vetoed veto vetoes signed sponsored co-sponsored cosponsored \
         passed enacted repealed blocked appointed nominated abstained introduced approved ratified",
    ),
    (
        CHANGE,
        "rose risen rise rises rising fell fallen fall falls falling increased increase increases \
         increasing decreased decrease decreases decreasing declined decline declines declining \
         grew grown grow grows growing dropped drop drops dropping shrank shrunk shrinking jumped \
         jump soared soaring surged plunged climbed gained lost doubled tripled halved cut cuts \
         raised reduced cost costs losing gaining rising",
    ),
    (
        POSITION,
        "support supports supported supporting oppose opposes opposed opposing favour favours \
         favor favors favoured favored back backs backed backing want wants wanted should must \
         ought need needs needed prefer prefers plan plans planned planning intend intends intended \
         willing ready determined committed commit demand demands demanded urge urges urged reject \
         rejects rejected vow vowed pledge pledged promise promised refuse refused aim aims hopes \
         hope seek seeks desire readiness ready called call calls calling",
    ),
    (
        FORECAST,
        "will shall 'll wo forecast forecasts predicted predict predicts expected expects expect \
         projected projects projection estimate likely unlikely soon tomorrow eventually upcoming \
         gonna",
    ),
    (
        EXPERIENCE,
        "saw seen heard felt watched met remember remembered woke lost walked lived grew worked \
         tried learned experienced suffered noticed smelled tasted ran went cried",
    ),
    (
        STOP,
        "the a an of in on at by for to from with and or but nor so as that this these those which \
         who whom whose what when where why how is are was were be been being am do does did have \
         has had having will would can could may might must shall should it its he him his she her \
         they them their we us our i me my you your there here not n't no 's 're 've 'll 'd 'm than \
         then also just only very more most much many some any all each every both either if because \
         while after before about over under into out up down off again once during until against \
         between through said says say told telling per one another other such own same too",
    ),
    (AUXILIARY, "have has had do does did 've 'd having"),
    (
        SUBORDINATOR,
        "because although though when while where who which whom whose whether if unless until \
         since after before as so that despite once whereas",
    ),
    (
        CONTRADICTING,
        "contradict contradicts contradicted contradicting refute refutes refuted disprove \
         disproves disproved debunk debunks debunked belie belies belied undercut undercuts \
         undermine undermines undermined disprove",
    ),
    (
        ABSOLUTE,
        "first last only ever never always worst best highest lowest largest biggest smallest \
         greatest fastest oldest youngest record entire everyone nobody anyone single",
    ),
    (
        MONTH,
        "january february march april may june july august september october november december \
         jan feb mar apr jun jul aug sep sept oct nov dec",
    ),
    (
        DAY,
        "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays \
         thursdays fridays saturdays sundays morning afternoon evening night tonight midnight noon \
         overnight p.m. a.m. pm am yesterday weekend weekdays",
    ),
    (DETERMINER, "the this that his her their its our my these those a an"),
    (
        HEDGING_CUE,
        "suggested suggest suggests suggesting believes believe believed believing thinks think \
         thought thinking suspects suspect suspected hinted hints hinting speculated speculates \
         speculating guessed guesses estimated estimates hopes hoped fears feared assumes assumed \
         implied implies implying wondered reckons reckoned",
    ),
    (
        DENYING,
        "denied denies deny denying rejected rejects rejecting disputed disputes disputing refuted \
         refutes refuting rebuffed disavowed denial dismissed dismisses dismissing",
    ),
    (
        ACCUSING,
        "accused accuses accusing accuse alleged alleges alleging allegedly charged convicted \
         suspected sued indicted blamed",
    ),
    (
        FALSEHOOD,
        "lie lies myth myths hoax hoaxes falsehood falsehoods misconception misconceptions fiction \
         fabrication fabrications untruth untruths canard disinformation misinformation",
    ),
    (CHECKER, "fact-checkers fact-checker checkers fact-check fact-checks factcheckers records"),
    (
        PLEDGING,
        "promised promises promising promise vowed vows vowing pledged pledges pledging pledge \
         committed offered offers threatened threatens threatening swore guaranteed urged urges \
         demanded demands called reaffirmed willing agreed refused",
    ),
];
