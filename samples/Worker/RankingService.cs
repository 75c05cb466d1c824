using System.Text.Json;
using System.Threading.Channels;
using InstructRec;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Worker;

/// <summary>Takes lines in, asks for their rankings some at once, and writes them in order.</summary>
internal sealed class RankingService(
    InstructionRecommender recommender, IOptions<WorkerOptions> options, IHostApplicationLifetime lifetime, Outcome outcome) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using RankingFile output = RankingFile.Open(options.Value.Output);
            using TextReader input = options.Value.Input == "-" ? Console.In : new StreamReader(options.Value.Input);
            await RunAsync(input, output, stoppingToken);
            outcome.Succeed();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (exception is InstructRecException or IOException or UnauthorizedAccessException)
        {
            outcome.Fail(exception.Message);
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task RunAsync(TextReader input, RankingFile output, CancellationToken stoppingToken)
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var underWay = Channel.CreateBounded<Task<WorkerReply>>(Math.Max(1, options.Value.AtOnce));
        Task asking = AskAsync(input, output, underWay.Writer, failed.Token);
        List<WorkerReply> done = [];
        try
        {
            while (await underWay.Reader.WaitToReadAsync(stoppingToken))
            {
                while (underWay.Reader.TryRead(out Task<WorkerReply>? next))
                {
                    // What is done is written before anything is waited for.
                    if (!next.IsCompleted && done.Count > 0)
                    {
                        output.Append(done);
                        done.Clear();
                    }

                    done.Add(await next);
                }
            }

            await asking;
        }
        finally
        {
            output.Append(done);
            await failed.CancelAsync();
        }
    }

    private async Task AskAsync(TextReader input, RankingFile output, ChannelWriter<Task<WorkerReply>> underWay, CancellationToken cancellationToken)
    {
        try
        {
            long number = 0;
            while (await input.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (number == output.Lines && output.Last!.Of != WorkerJson.HashOf(line))
                {
                    throw new InstructRecException(InstructRecErrorKind.Data, "the output has an answer to another line here", options.Value.Input, "Give the run an output of its own", number);
                }

                if (number > output.Lines)
                {
                    await underWay.WriteAsync(RankAsync(number, line, cancellationToken), cancellationToken);
                }
            }

            underWay.Complete(number < output.Lines
                ? new InstructRecException(InstructRecErrorKind.Data, $"the input has {number} lines and the output {output.Lines}", options.Value.Input, "Give the run an output of its own")
                : null);
        }
        catch (Exception exception)
        {
            underWay.Complete(exception);
        }
    }

    private async Task<WorkerReply> RankAsync(long number, string line, CancellationToken cancellationToken)
    {
        WorkerReply reply = new(number, WorkerJson.HashOf(line));
        try
        {
            WorkerRequest request = JsonSerializer.Deserialize<WorkerRequest>(line, WorkerJson.Options) ?? throw new JsonException("the line is null");
            if (request.Candidates.Any(c => c is not { Id: not null, Title: not null }) || request.Top < 1)
            {
                throw new JsonException("a candidate lacks id or title, or top is less than 1");
            }

            Ranking ranking = await recommender.RankAsync(
                request.Instruction,
                request.Candidates,
                new RankingOptions { Top = request.Top, TemplateId = request.TemplateId, Priority = RequestPriority.Bulk },
                cancellationToken);
            return reply with { Id = request.Id, Items = [.. ranking.Items.Select(i => new WorkerItem(i.Rank, i.Item.Id, i.Score.Total, i.Probability))] };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException)
        {
            return reply with { Error = $"this is no request: {exception.Message.ReplaceLineEndings(" ")}" };
        }
        catch (InstructRecException exception) when (exception.Kind is InstructRecErrorKind.Instruction or InstructRecErrorKind.Template or InstructRecErrorKind.Scores)
        {
            return reply with { Error = exception.Message };
        }
    }
}
