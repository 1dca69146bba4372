using Gexia.Data.Text;

namespace Gexia.Search.Ranking;

/// <summary>
/// Texts about nothing in particular: what a text scores with a window is compared with what these score there. Random combinations of
/// ordinary words, the same ones each time.
/// </summary>
internal static class BackgroundTexts
{
    /// <summary>How many there are.</summary>
    public const int Count = 256;

    private const ulong Seed = 20_241;

    private static readonly string[] Who =
    [
        "man", "woman", "child", "girl", "boy", "baby", "crowd", "family", "couple", "friend", "teacher", "farmer", "soldier", "doctor",
        "nurse", "singer",
        "painter", "worker", "player", "driver", "sailor", "judge", "clown", "tourist", "dancer", "fisherman", "waiter", "priest",
        "astronaut", "firefighter",
        "dog", "cat", "horse", "cow", "sheep", "goat", "pig", "duck", "owl", "eagle", "elephant", "tiger", "monkey", "whale", "shark",
        "snake", "frog", "bee",
        "butterfly", "spider", "robot", "ghost", "dragon", "puppet",
    ];

    private static readonly string[] Thing =
    [
        "car", "truck", "bus", "train", "ship", "rocket", "helicopter", "tractor", "bicycle", "motorcycle", "sled", "balloon", "kite",
        "ball", "bat", "racket",
        "guitar", "piano", "violin", "trumpet", "drum", "camera", "phone", "computer", "lamp", "clock", "mirror", "book", "letter",
        "newspaper", "map", "flag",
        "chair", "bed", "sofa", "ladder", "hammer", "saw", "axe", "rope", "bucket", "bottle", "cup", "plate", "knife", "spoon", "pan",
        "oven", "bread", "cake",
        "soup", "fish", "apple", "banana", "cheese", "egg", "rice", "salad", "coffee", "milk", "hat", "shoe", "coat", "dress", "umbrella",
        "ring", "mask",
        "flower", "tree", "leaf", "stone", "candle", "fire", "statue", "fountain", "bridge", "tent", "castle", "tower", "window", "door",
        "toy", "doll", "card",
    ];

    private static readonly string[] Quality =
    [
        "small", "large", "old", "young", "red", "green", "blue", "yellow", "black", "white", "brown", "orange", "purple", "grey", "golden",
        "shiny", "dirty",
        "wet", "broken", "heavy", "round", "wooden", "striped", "tall", "tired", "happy", "angry", "quiet", "colorful", "strange", "empty",
        "frozen",
    ];

    private static readonly string[] Deed =
    [
        "holds", "throws", "carries", "paints", "washes", "repairs", "opens", "closes", "pushes", "pulls", "cuts", "cooks", "eats",
        "drinks from", "looks at",
        "points at", "jumps over", "runs past", "walks around", "sits on", "sleeps beside", "dances with", "plays with", "hides behind",
        "climbs onto", "falls off",
        "builds", "breaks", "counts", "sells", "buys", "finds", "drops", "lifts", "turns", "touches", "chases", "follows", "films", "draws",
        "reads about", "waits for",
    ];

    private static readonly string[] Place =
    [
        "in a kitchen", "in a forest", "on a beach", "in the desert", "on a mountain", "under water", "in a cave", "on a roof",
        "in a garden", "in a church",
        "in a museum", "at the airport", "in a station", "on a stage", "in a hospital", "in an office", "in a classroom", "in a stadium",
        "at a market", "on a farm",
        "in a factory", "on a street", "at night", "at sunset", "in the rain", "in the snow", "in thick fog", "on a lake", "near a river",
        "in space",
        "in a small room", "behind a fence", "on a bridge", "in a supermarket", "in a library", "on a boat", "in a swimming pool",
        "in front of a crowd",
    ];

    // Fewer say too little about where chance ends.
    private const int Fewest = 64;

    /// <summary>The texts.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enumerable.Range(0, Count).Select(Text)];

    /// <summary>
    /// The texts that a tokenizer can read; none where these are few, as with a closed vocabulary: random sequences of its words would be
    /// no texts, and what a model makes of them says nothing about chance.
    /// </summary>
    public static IReadOnlyList<string> For(ITokenizer tokenizer)
    {
        string[] readable = [.. All.Where(text => IsReadable(tokenizer, text))];
        return readable.Length >= Fewest ? readable : [];
    }

    private static bool IsReadable(ITokenizer tokenizer, string text)
    {
        try
        {
            return tokenizer.Encode(text).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Text(int number)
    {
        var rng = new Rng(Seed).At(number, "background");
        string who = Pick(Who), thing = Pick(Thing), quality = Pick(Quality), other = Pick(Quality), deed = Pick(Deed), place = Pick(Place),
            second = Pick(Who);
        return (number % 8) switch
        {
            0 => $"a {quality} {thing} {place}",
            1 => $"a {who} {deed} a {thing}",
            2 => $"a {quality} {who} {deed} a {other} {thing} {place}",
            3 => $"the {who} {deed} the {thing} {place}",
            4 => $"a {who} and a {second} {place}",
            5 => $"a {quality} {who} {place}",
            6 => $"a {who} {deed} a {other} {second}",
            _ => $"{thing} and {Pick(Thing)} next to a {other} {Pick(Thing)}",
        };

        string Pick(string[] words) => words[rng.NextInt32(words.Length)];
    }
}
