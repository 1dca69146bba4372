namespace Gexia.Training.Tasks.Classification;

/// <summary>Some samples as a model that stays as it is gave them.</summary>
/// <param name="Videos">[items, width] row-major.</param>
/// <param name="Texts">[items, width] row-major; empty where texts are not read.</param>
/// <param name="Labels">[items].</param>
internal sealed record FeatureBatch(float[] Videos, float[] Texts, int[] Labels);
