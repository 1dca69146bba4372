namespace Gexia.Models;

/// <summary>What the loss of a model takes of a batch besides frames and captions; all 0 for a plain contrastive loss.</summary>
public readonly record struct BatchNeeds
{
    /// <summary>K: noun phrases of each caption, encoded as texts of their own.</summary>
    public int Phrases { get; init; }

    /// <summary>Ids of a phrase, start, end and padding included.</summary>
    public int PhraseLength { get; init; }

    /// <summary>N: equal clips that a video's frames are seen as when two videos are blended; 0 where the loss asks for no blend.</summary>
    public int Clips { get; init; }

    /// <summary>Whether a stretch of each video is pasted into another of the batch; else every clip is of its own video.</summary>
    public bool Blends { get; init; }

    /// <summary>Whether the stretch may end with the video.</summary>
    public bool Touching { get; init; }

    /// <summary>Numbers of a video that are drawn from the standard Gumbel distribution.</summary>
    public int Noise { get; init; }
}
