"""Words for what does a step in place of a person."""

from holdfast.readers.repository.guides.wording.lexicon import any_of

BY_MACHINE = any_of(
    r"\b(?:ansible|terraform|puppet|chef|workflows?|pipelines?|github actions|gitlab ci|jenkins|code ?deploy"
    r"|(?:github |gitlab |ci |self-hosted )runners?|(?<!npm )ci(?:/cd)?)\b",
    r"워크플로|파이프라인|깃허브 ?액션|러너(?:가|는|에서)|ワークフロー|パイプライン|ランナー(?:が|は|で)",
    r"(?:자동으로|自動(?:で|的に))[^.。\n]{0,16}(?:pull|받|取得|プル)",
)
