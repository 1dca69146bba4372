namespace Gexia.Data.Video;

/// <summary>Why a video could not be read.</summary>
public enum VideoFailure
{
    /// <summary>There is no such file, or it may not be opened.</summary>
    Missing,

    /// <summary>Nothing in the file can be decoded as video: damaged, of an unknown or refused format, or without a video stream.</summary>
    Undecodable,

    /// <summary>Reading was ended because the file is above one of <see cref="VideoLimits"/>.</summary>
    LimitExceeded,

    /// <summary>ffmpeg or ffprobe is not installed or too old.</summary>
    ToolMissing,

    /// <summary>
    /// The decoder was ended by another process, or could not be started for want of processes or pipes. It says nothing about the file.
    /// </summary>
    Interrupted,
}

/// <summary>A video that cannot be read: names the file and the reason in one line.</summary>
public sealed class VideoException : GexiaException
{
    /// <summary>An error about one file.</summary>
    /// <param name="file">Name or path, as shown to the user.</param>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="reason">What is wrong, in one line.</param>
    /// <param name="inner">What caused it, if anything.</param>
    public VideoException(string file, VideoFailure failure, string reason, Exception? inner = null)
        : base($"{file}: {reason}", inner) =>
        (File, Failure, Reason, MayPass) = (file, failure, reason, failure is VideoFailure.Missing or VideoFailure.Interrupted);

    /// <summary>Name or path of the file.</summary>
    public string File { get; }

    /// <summary>The kind of failure.</summary>
    public VideoFailure Failure { get; }

    /// <summary>What is wrong, without the file's name.</summary>
    public string Reason { get; }

    /// <summary>
    /// Whether a later try may succeed, because the reason lies around the file and not in it: it is missing, the decoder was ended, or a
    /// time limit passed, as happens on a busy machine. Such a failure is never remembered for good.
    /// </summary>
    public bool MayPass { get; init; }
}
