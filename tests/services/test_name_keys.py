"""The Latin letters of names: whole and as initials, for each reading of the surname, whatever the name is made of."""

import pytest

from salesdesk.services.name_keys import pinyin_key


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("李娜", ["lina", "ln"]),
        ("单于伟", ["danyuwei", "dyw", "shanyuwei", "syw", "chanyuwei", "cyw"]),
        ("仇英", ["chouying", "cy", "qiuying", "qy"]),
        ("李", ["li", "l"]),
        ("阿明", ["aming", "am", "eming", "em"]),
        ("李o", ["lio"]),
        ("Ada 李", ["adali"]),
        ("", [""]),
    ],
)
def test_a_name_is_found_by_its_letters_and_initials(name: str, words: list[str]) -> None:
    assert set(words) <= set(pinyin_key(name).split("|"))


@pytest.mark.parametrize(
    ("name", "key"),
    [("Wang Wei", "wangwei|wa"), ("ПЕТРОВ Иван", "петровиван|пе"), ("ß", "ss"), ("김철수", "김철수|김철"), ("A", "a")],
)
def test_a_name_of_other_letters_is_found_by_those(name: str, key: str) -> None:
    assert pinyin_key(name) == key


@pytest.mark.parametrize("name", ["单单", "朴小明", "李娜", "阿", "啊啊", "呣明"])
def test_no_word_stands_there_twice(name: str) -> None:
    words = pinyin_key(name).split("|")
    assert len(set(words)) == len(words)
