namespace Gexia.Embeddings.Chat;

/// <summary>The connection or the server failed in a way that may pass.</summary>
/// <param name="message">What happened.</param>
/// <param name="wait">How long the server asks to wait; null where it says nothing.</param>
/// <param name="inner">What the framework said.</param>
internal sealed class InterruptedReplyException(string message, TimeSpan? wait = null, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? Wait { get; } = wait;
}
