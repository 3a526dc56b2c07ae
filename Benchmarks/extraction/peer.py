"""Extracts one case with a peer and prints one line of JSON, in the words of extraction-benchmark.

    peer.py pyradiomics|flash IMAGE MASK --label N --repetitions N

Times are in milliseconds from file paths to a dictionary of features, in this process, after the imports. One thread.
"""
import argparse
import json
import logging
import math
import statistics
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


def pyradiomics(image, mask, label):
    """PyRadiomics with its defaults: all classes on the original image, bins of 25."""
    import radiomics
    import SimpleITK
    from radiomics.featureextractor import RadiomicsFeatureExtractor

    radiomics.setVerbosity(60)
    SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    extractor = RadiomicsFeatureExtractor(binWidth=25)

    def extract():
        answer = extractor.execute(image, mask, label=label)
        return {key: float(value) for key, value in answer.items() if key.startswith("original_")}

    return radiomics.__version__, extract


def flash(image, mask, label):
    """flash-radiomics on the CPU with everything it calls a scalar feature, bins of 25."""
    import importlib.metadata
    from flash_radiomics import RadiomicsFeatureExtractor

    folder = tempfile.mkdtemp()
    extractor = RadiomicsFeatureExtractor(
        backend="cpu", binWidth=25, hdf5OutputDirectory=folder, additionalInfo=False, num_threads=1
    )
    extractor.enableAllScalarFeatures()

    def extract():
        answer = extractor.execute(image, mask, label=label, output_hdf5_path=folder + "/features.h5")
        features = {}
        for key, value in answer.items():
            try:
                if not key.startswith("diagnostics"):
                    features[key] = float(value)
            except (TypeError, ValueError):
                pass
        return features

    return importlib.metadata.version("flash-radiomics"), extract


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=["pyradiomics", "flash"])
    parser.add_argument("image")
    parser.add_argument("mask")
    parser.add_argument("--label", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=5)
    asked = parser.parse_args()
    version, extract = globals()[asked.peer](asked.image, asked.mask, asked.label)
    times, features = [], {}
    for _ in range(asked.repetitions):
        start = time.perf_counter()
        features = extract()
        times.append(1000 * (time.perf_counter() - start))
    print(
        json.dumps(
            {
                "version": version,
                "medianTime": statistics.median(times),
                "times": times,
                "features": len(features),
                "missing": sum(1 for value in features.values() if math.isnan(value)),
            }
        )
    )


main()
