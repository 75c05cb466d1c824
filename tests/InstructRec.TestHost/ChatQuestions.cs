using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Prompts;
using Microsoft.Extensions.AI;
using OpenAI;

namespace InstructRec.TestHost;

/// <summary>Asks a chat endpoint many questions and keeps the answers; to be killed in the middle.</summary>
internal static class ChatQuestions
{
    public static async Task AskAsync(string address, string path, int count)
    {
        using IChatClient client = new OpenAIClient(
            new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(address), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient("test-model").AsIChatClient();
        await using AnswerCache cache = AnswerCache.Open(path);
        using var asker = new ChatAsker(client, cache, new AskingOptions { Concurrency = 8 });
        var question = new ChatPrompt { Id = "test", Version = 1, System = "Answer.", User = "Question {n}?" };
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => asker.AskAsync(question, new Dictionary<string, string> { ["n"] = i.ToString(CultureInfo.InvariantCulture) })));
    }
}
