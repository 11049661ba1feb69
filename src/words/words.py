#!/usr/bin/env python3
"""Makes words.txt, the words by which titles become addresses (银行 yinhang, not yin-hang or yin-xing).

    pip install jieba==0.42.1 pypinyin==0.55.0 && python3 words.py > words.txt

Words and how often they occur come from jieba's dictionary (MIT, github.com/fxsjy/jieba), readings from pypinyin's phrases
(MIT, github.com/mozillazg/python-pinyin); what both have wrong for health texts is put right below.

One word a line, sorted by bytes: the word, one sign for how often (48 + 2·log2), and its reading where that is not the usual
readings of its characters one after the other.
"""
import math, os, sys

import jieba
from pypinyin import lazy_pinyin, pinyin, Style

LEAST = 20      # occurrences
LONGEST = 6     # characters

# Words of our field that the dictionary lacks, or has too rarely to win against their parts.
WORDS = """无烟 控烟 戒烟 二手烟 三手烟 电子烟 烟草 烟民 慢阻肺 手足口病 结核病 肺结核 麻风病 碘缺乏病 高血压 高血糖 高血脂 糖尿病 肾脏 睡眠
血压 血糖 血脂 脑卒中 卒中 心梗 中风 艾滋病 狂犬病 登革热 布病 流感 新冠 疫苗 接种 免疫 预防 防治
爱牙 爱眼 爱耳 近视 龋齿 牙周病 白内障 青光眼 老花 孕产妇 孕妇 产后 母乳 喂养 辅食 早产儿 新生儿 婴幼儿 青春期 更年期 老年人 长者 学龄 残疾
中暑 溺水 跌倒 煤气 一氧化碳 急救 膳食 减盐 减油 减糖 控油 控盐 控糖 适量 限酒 酗酒 肥胖 体重 腰围 体检 筛查 随访
签约 社区 宣教 健教 科普 素养 公筷 公勺 分餐 洗手 消毒 通风 开窗 口罩 咳嗽 发热 腹泻 呕吐 诺如 食源性 饮用水 四害 灭鼠 灭蚊
防蚊 孑孓 蚊媒 虫媒 禽流感 布鲁氏菌 乙肝 丙肝 肝炎 肝癌 肺癌 胃癌 肠癌 乳腺癌 宫颈癌 肿瘤 癌症 抗癌 子痫 胎动 叶酸 缺铁 贫血
献血 用药 抗生素 抗菌药 耐药 处方 非处方 保健品 职业病 尘肺 噪声 久坐 颈椎 腰椎 膝关节 关节炎 痛风 尿酸 失眠 焦虑 抑郁
痴呆 失智 帕金森 认知 自测 自查 误区 问答 提示 要点 知识 日常 板报 宣传栏 季度 无偿 地中海 爱肝 罕见病 唐氏 综合征 帕金森病 献血者 银屑病 聋人 老年节 螺杆菌 幽门螺杆菌 食管癌 甲状腺 胰岛素 阿尔茨海默病 阿尔茨海默 布鲁氏菌病 炎症性 肠病
洗手法 减灾 防灾 大扫除 饮食 作息 孩子 家长""".split()

# Readings: word, syllables.
READINGS = """血压 xue ya|血糖 xue tang|血脂 xue zhi|流血 liu xue|出血 chu xue|贫血 pin xue|献血 xian xue|止血 zhi xue|高血压 gao xue ya
子痫 zi xian|重阳 chong yang|重阳节 chong yang jie|长者 zhang zhe|成长 cheng zhang|长效 chang xiao|睡着 shui zhao|着凉 zhao liang|头发 tou fa
曝光 bao guang|吐司 tu si|接种 jie zhong|中暑 zhong shu|中风 zhong feng|中毒 zhong du|得了 de le|得病 de bing|心率 xin lv|系鞋带 ji xie dai
少吃 shao chi|少喝 shao he|便秘 bian mi|薄荷 bo he|干咳 gan ke|干燥 gan zao|口干 kou gan|转移 zhuan yi|调味 tiao wei|卒中 cu zhong|脑卒中 nao cu zhong
降压 jiang ya|降糖 jiang tang|测量 ce liang|适量 shi liang|尽量 jin liang|处方 chu fang|非处方 fei chu fang|咽喉 yan hou|吞咽 tun yan
哽咽 geng ye|脚癣 jiao xuan|疟疾 nve ji|疟原虫 nve yuan chong|痰 tan|还是 hai shi|咳血 ke xue|龋齿 qu chi|弹性 tan xing|化脓 hua nong|叶酸 ye suan
给药 gei yao|供给 gong ji|自给 zi ji|钥匙 yao shi|角色 jue se|载体 zai ti|下载 xia zai|宿舍 su she|住宿 zhu su|大夫 dai fu|着火 zhao huo|着急 zhao ji
长大 zhang da|生长 sheng zhang|家长 jia zhang|校长 xiao zhang|院长 yuan zhang|重庆 chong qing|重新 chong xin|重复 chong fu|银行 yin hang|行业 hang ye""".replace("\n", "|").split("|")

# Characters whose usual reading in such texts is not the dictionary's first; src/content/pinyin.rs has the same list.
SINGLES = dict(x.split(":") for x in "的:de 了:le 着:zhe 地:di 得:de 都:dou 和:he 与:yu 为:wei 长:chang 重:zhong 行:xing 血:xue 量:liang 还:hai 调:tiao 没:mei 少:shao 好:hao 大:da 不:bu 中:zhong 给:gei".split())


def single(c):
    return SINGLES.get(c) or pinyin(c, style=Style.NORMAL, v_to_u=False)[0][0].replace("ü", "v")


def han(word):
    return all("\u4e00" <= c <= "\u9fff" for c in word)


def main():
    readings = {}
    for entry in READINGS:
        word, *syllables = entry.split()
        assert len(word) == len(syllables), entry
        readings[word] = "".join(syllables)
    count = {}
    with open(os.path.join(os.path.dirname(jieba.__file__), "dict.txt"), encoding="utf-8") as lines:
        for line in lines:
            word, n, _ = line.split()
            if int(n) >= LEAST and len(word) <= LONGEST and han(word):
                count[word] = int(n)
    for word in list(readings) + WORDS:
        count[word] = max(count.get(word, 0), 2000)
    out = []
    for word, n in count.items():
        usual = "".join(map(single, word))
        said = readings.get(word) or "".join(lazy_pinyin(word, v_to_u=False)).replace("ü", "v")
        if len(word) == 1:
            said = usual
        out.append(word + chr(48 + round(2 * math.log2(n))) + ("" if said == usual else said))
    sys.stdout.buffer.write(("\n".join(sorted(out, key=lambda s: s.encode())) + "\n").encode())


if __name__ == "__main__":
    main()
