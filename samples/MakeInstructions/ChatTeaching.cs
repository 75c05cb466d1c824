using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using InstructRec;
using InstructRec.Data.Teachers;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Teaching;
using Microsoft.Extensions.AI;
using OpenAI;

namespace MakeInstructions;

/// <summary>A chat model as the teacher: answers are kept beside the output, so that a run that was stopped asks nothing twice.</summary>
internal sealed class ChatTeaching : IAsyncDisposable
{
    public const string KeyVariable = "INSTRUCTREC_CHAT_KEY";
    private readonly IChatClient _client;
    private readonly AnswerCache? _cache;
    private readonly ChatAsker _asker;
    private readonly CommandLine _line;

    private ChatTeaching(CommandLine line, IChatClient client, AnswerCache? cache, OfflineTeacher standIn)
    {
        _line = line;
        _client = client;
        _cache = cache;
        _asker = new ChatAsker(client, cache, new AskingOptions { Model = line.Model, Concurrency = line.Concurrency, RequestsPerMinute = line.RequestsPerMinute });
        Teacher = line.IsDryRun ? new EstimatingTeacher(_asker, standIn) : new ChatTeacher(_asker);
    }

    public IInstructionTeacher Teacher { get; }

    public static ChatTeaching Open(CommandLine line, OfflineTeacher standIn)
    {
        if (!Uri.TryCreate(line.Chat, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new InstructRecException(InstructRecErrorKind.Options, $"'{line.Chat}' is no address", "--chat", "For example http://localhost:11434/v1");
        }

        string model = line.Model ?? throw new InstructRecException(InstructRecErrorKind.Options, "the model has no name", "--chat", "Name it with --model");

        // A run that only counts leaves no file behind, but knows the answers of the run before it.
        string path = Path.Combine(line.Out, "answers.log");
        AnswerCache? cache = line.IsDryRun && !File.Exists(path) ? null : AnswerCache.Open(path);
        string key = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } set ? set : "none";
        IChatClient client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = address, RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient(model).AsIChatClient();
        return new ChatTeaching(line, client, cache, standIn);
    }

    /// <summary>What was asked, or what a run would ask and cost.</summary>
    public string Summary()
    {
        if (Teacher is not EstimatingTeacher estimating)
        {
            AskingCounts counts = _asker.Counts;
            return string.Create(CultureInfo.InvariantCulture, $"asked: {counts}");
        }

        AskingEstimate estimate = estimating.Estimate;
        string cost = _line.Price is { } price ? string.Create(CultureInfo.InvariantCulture, $", about {estimate.Cost(price.Input, price.Output):F2} in the currency of --price") : string.Empty;
        return $"would ask: {estimate}{cost}";
    }

    public async ValueTask DisposeAsync()
    {
        _asker.Dispose();
        _client.Dispose();
        if (_cache is not null)
        {
            await _cache.DisposeAsync();
        }
    }
}
