"""How AWS writes the size of a machine, behind the family and a dot: `t3.small`, `db.r6g.2xlarge`."""

SIZE = r"(?:nano|micro|small|medium|metal|\d{0,2}x?large)"
"""Part of a pattern; which families count is for each reader to say (AWS, *Instance type names*, 2026-11)."""
