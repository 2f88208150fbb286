"""Characters as Taiwan, Hong Kong and Japan write them -> those of the mainland: 處理時間 and 处理时间 are one heading.

Only the characters that headings, states and names of steps are made of.
"""

from __future__ import annotations

import unicodedata

VARIANTS = """
    編编 號号 単单 單单 處处 処处 務务 員员 門门 時时 間间 開开 結结 辦办 條条 狀状 態态 動动 環环 節节 驟骤 稱称 類类
    訂订 戶户 責责 負负 點点 達达 關关 関关 閉闭 歸归 帰归 檔档 報报 訴诉 請请 審审 複复 復复 發发 発发 對对 対对 應应
    応应 擔担 當当 電电 話话 組组 隊队 職职 術术 級级 長长 專专 専专 櫃柜 臺台 檯台 診诊 療疗 醫医 師师 護护 檢检 検检
    藥药 薬药 掛挂 價价 価价 領领 繳缴 費费 約约 預预 離离 進进 轉转 転转 運运 遞递 貨货 車车 線线 歷历 歴历 個个 證证
    証证 識识 碼码 種种 別别 區区 問问 題题 設设 備备 機机 構构 業业 產产 産产 資资 訊讯 錄录 録录 記记 誌志 註注 說说
    説说 內内 標标 準准 實实 実实 際际 經经 経经 營营 営营 監监 團团 団团 觀观 變变 変变 舊旧 値值 項项 屬属 權权 権权
    讀读 読读 寫写 數数 計计 總总 総总 額额 帳账 賬账 繼继 継继 續续 続续 終终 濟济 済济 銷销 還还 訪访 滿满 満满 評评
    決决 図图 圖图 閱阅 閲阅 見见 選选 儲储 輸输 認认 諮咨 詢询 導导 據据 拠据 頼赖 頁页 買买 賣卖 購购 貸贷 賠赔 壞坏
    維维 裝装 調调 査查 収收 從从 優优 緊紧 驗验 験验 駐驻 衛卫 聯联 絡络 郵邮 鍵键 雜杂 傳传 伝传 與与 異异 圓圆 氣气
    気气 廠厂 廳厅 縣县 県县 鄉乡 鎮镇 樓楼 層层
    """
PAIRS = tuple(VARIANTS.split())
ONE_SCRIPT = str.maketrans({pair[0]: pair[1] for pair in PAIRS})


def one_script(text: str) -> str:
    """Write every character as the mainland does.

    >>> one_script("處理時間"), one_script("処理日時"), one_script("start time")
    ('处理时间', '处理日时', 'start time')
    """
    return unicodedata.normalize("NFKC", text).translate(ONE_SCRIPT)
