using Gexia.Data.Image;
using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>An answer as a page shows it.</summary>
/// <param name="Answered">The answer.</param>
/// <param name="Query">The picture that was searched by; null for a text.</param>
/// <param name="Hits">Its moments, best first.</param>
internal sealed record PicturedAnswer(Answered Answered, RgbImage? Query, IReadOnlyList<PicturedMoment> Hits);

/// <summary>A moment as a page shows it.</summary>
/// <param name="Moment">The moment.</param>
/// <param name="Frames">Its film strip; empty where there is none.</param>
/// <param name="Map">The patches that speak for the query; null where they were not measured.</param>
/// <param name="Problem">Why there are no pictures; null where there are, or where they are too many for a page.</param>
internal sealed record PicturedMoment(Moment Moment, IReadOnlyList<StripFrame> Frames, MomentMap? Map = null, string? Problem = null);
