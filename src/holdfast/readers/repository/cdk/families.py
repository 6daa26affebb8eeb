"""The families of instances by the names that the CDK gives them."""

CLASSES = {
    "BURSTABLE2": "t2",
    "BURSTABLE3": "t3",
    "BURSTABLE3_AMD": "t3a",
    "BURSTABLE4_GRAVITON": "t4g",
    "STANDARD5": "m5",
    "STANDARD6_GRAVITON": "m6g",
    "MEMORY5": "r5",
    "MEMORY6_GRAVITON": "r6g",
    "COMPUTE5": "c5",
}
