namespace Gexia.Embeddings.Chat;

/// <summary>An address must not be connected to; asking again changes nothing.</summary>
/// <param name="message">The host, what it is, and what to do.</param>
internal sealed class RefusedHostException(string message) : GexiaException(message);
