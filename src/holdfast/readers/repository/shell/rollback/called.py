"""What people call that which brings an earlier release back."""

import re

from holdfast.model.regex import regex

CALLED_ROLLBACK = regex(r"roll[-_ ]?back|revert|롤백|ロールバック|切り戻し", re.IGNORECASE)
