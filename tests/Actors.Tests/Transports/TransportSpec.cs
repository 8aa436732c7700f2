using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Transports;

/// <summary>The contract of <see cref="TransportContract"/> as facts; every transport inherits them.</summary>
public abstract class TransportSpec : TransportContract, IAsyncDisposable
{
    [Fact]
    public Task Descriptors_arrive_in_the_order_sent() => DescriptorsArriveInTheOrderSent();

    [Fact]
    public Task What_held_the_messages_may_be_used_again_at_once() => WhatHeldTheMessagesMayBeUsedAgainAtOnce();

    [Fact]
    public Task A_closed_connection_is_reported_once_after_what_was_sent() => AClosedConnectionIsReportedOnceAfterWhatWasSent();

    [Fact]
    public Task A_connection_closed_in_the_middle_of_a_descriptor_says_so() => AConnectionClosedInTheMiddleOfADescriptorSaysSo();

    [Fact]
    public Task Bad_bytes_are_reported_after_the_good_ones_before_them() => BadBytesAreReportedAfterTheGoodOnesBeforeThem();

    [Fact]
    public Task A_reader_that_does_not_read_makes_the_sender_wait_and_loses_nothing() => AReaderThatDoesNotReadMakesTheSenderWaitAndLosesNothing();

    [Fact]
    public Task Dialling_nobody_fails() => DiallingNobodyFails();

    [Fact]
    public Task Deflated_descriptors_arrive_in_the_order_sent() => DeflatedDescriptorsArriveInTheOrderSent();

    [Fact]
    public Task A_bomb_ends_the_wire() => ABombEndsTheWire();

    [Fact]
    public Task Bytes_that_are_no_zlib_stream_are_bad() => BytesThatAreNoZlibStreamAreBad();

    [Fact]
    public Task A_side_that_closes_is_told_nothing_more() => ASideThatClosesIsToldNothingMore();
}
