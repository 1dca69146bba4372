using System.Buffers;
using System.Text.Json;
using Gexia.Data;
using Microsoft.Extensions.AI;

namespace Gexia.Embeddings.Chat;

/// <summary>Requests and replies of chat completions as JSON.</summary>
internal static class ChatJson
{
    private static readonly JsonDocumentOptions limits = new() { MaxDepth = 32 };

    /// <summary>A request for one whole reply.</summary>
    public static byte[] Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var content = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            if (options?.ModelId is { } model) json.WriteString("model", model);
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role.Value);
                json.WriteString("content", message.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (options?.Temperature is { } temperature) json.WriteNumber("temperature", temperature);
            if (options?.MaxOutputTokens is { } most) json.WriteNumber("max_tokens", most);
            json.WriteBoolean("stream", false);
            json.WriteEndObject();
        }
        return content.WrittenSpan.ToArray();
    }

    /// <summary>The text of the first choice; empty where there is no choice or no text in it, as of a filtered reply.</summary>
    /// <exception cref="InterruptedReplyException">It is no reply: not JSON, cut, or without choices.</exception>
    public static ChatResponse Response(byte[] body)
    {
        try
        {
            using var json = StrictJson.Parse(body, limits);
            var reply = json.RootElement;
            if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("choices", out var choices)
                || choices.ValueKind != JsonValueKind.Array)
                throw new InterruptedReplyException("it answers with JSON that has no list of choices");
            var text = choices.GetArrayLength() > 0 ? Content(choices[0]) : "";
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
            {
                ModelId = reply.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String
                    ? model.GetString()
                    : null,
            };
        }
        catch (JsonException error)
        {
            throw new InterruptedReplyException("it answers with what is no JSON", inner: error);
        }
    }

    /// <summary>The message of an error's body; null where there is none.</summary>
    public static string? Error(byte[] body)
    {
        try
        {
            using var json = StrictJson.Parse(body, limits);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("error", out var error)) return null;
            if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message)) error = message;
            return error.ValueKind == JsonValueKind.String ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A text, or a list of parts that have texts.
    private static string Content(JsonElement choice)
    {
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("message", out var message)
            || message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content))
            return "";
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(Part)),
            _ => "",
        };

        static string Part(JsonElement part) =>
            part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : "";
    }
}
